'use client';

import { Card } from '#app/ui/card.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { Section } from '../../ui/page-layout.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { LastSweep } from './last-sweep.tsx';
import { LocksByAge } from './locks-by-age.tsx';
import { OverviewMetrics } from './overview-metrics.tsx';
import { OrdersByHour } from './orders-by-hour.tsx';
import { QueueSummary } from './queue-summary.tsx';
import { AttentionSummary } from './attention-summary.tsx';

/** The state of the shop on one page; each number leads to the rows behind it. */
export function OverviewView() {
  const { t } = useI18n();
  const overview = trpc.admin.overview.useQuery(undefined, useLiveQueryOptions());
  return (
    <QueryBoundary query={overview}>
      {(data) => (
        <>
          <AttentionSummary overview={data} />
          <OverviewMetrics overview={data} />
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
    </QueryBoundary>
  );
}
