'use client';

import { actorText } from '#app/admin/ui/actor-text.ts';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { DescriptionList } from '../../ui/description-list.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { SweepResult } from '../sweeps/sweep-result.tsx';

/** The latest sweep and what it found. */
export function LastSweep({ overview }: { overview: RouterOutputs['admin']['overview'] }) {
  const { t } = useI18n();
  const { lastSweep: sweep, now } = overview;
  const all = <TextLink href="/admin/sweeps">{t('admin.sweeps.title')}</TextLink>;
  if (!sweep) {
    return (
      <p className="flex flex-wrap gap-x-3">
        {t('admin.overview.noSweep')} {all}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        facts={[
          [
            t('admin.sweeps.column.startedAt'),
            <Timestamp key="started" at={sweep.startedAt} now={now} />,
          ],
          [t('admin.sweeps.column.startedBy'), actorText(t, sweep.startedBy)],
          [t('admin.sweeps.column.result'), <SweepResult key="result" sweep={sweep} now={now} />],
          [t('admin.sweeps.column.orders'), <LinkedCount key="orders" count={sweep.ordersFound} />],
          [t('admin.sweeps.column.locks'), <LinkedCount key="locks" count={sweep.locksFound} />],
        ]}
      />
      <p>{all}</p>
    </div>
  );
}

function LinkedCount({ count }: { count: number }) {
  const { format } = useI18n();
  return <TextLink href="/admin/sweeps">{format.number(count)}</TextLink>;
}
