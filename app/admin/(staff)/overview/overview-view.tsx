'use client';

import { Card } from '#app/ui/card.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { useLiveQuery } from '../../frame/live.tsx';
import { LastSweep } from './last-sweep.tsx';
import { LocksByAge } from './locks-by-age.tsx';
import { Numbers } from './numbers.tsx';
import { OrdersByHour } from './orders-by-hour.tsx';
import { QueueSummary } from './queue-summary.tsx';
import { ToDo } from './to-do.tsx';

/** The state of the shop on one page; each number leads to the rows behind it. */
export function OverviewView() {
  const { t } = useTexts();
  const overview = trpc.admin.overview.useQuery(undefined, useLiveQuery());
  return (
    <Loaded query={overview}>
      {(data) => (
        <>
          <ToDo overview={data} />
          <Numbers overview={data} />
          <div className="grid items-start gap-6 xl:grid-cols-2">
            <Card>
              <LocksByAge overview={data} />
            </Card>
            <Card>
              <OrdersByHour overview={data} />
            </Card>
          </div>
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Section title={t('admin.overview.queues')}>
              <QueueSummary overview={data} />
            </Section>
            <Section title={t('admin.overview.lastSweep')}>
              <Card>
                <LastSweep overview={data} />
              </Card>
            </Section>
          </div>
        </>
      )}
    </Loaded>
  );
}
