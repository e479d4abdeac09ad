'use client';

import { Badge } from '#app/ui/badge.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

type Sweep = RouterOutputs['admin']['sweeps']['list']['sweeps'][number];

/** A sweep that has not ended by then was interrupted. */
const RUNNING_MS_MAX = 60 * 60_000;

/** Whether a sweep failed or was interrupted. */
export function hasFailed(sweep: Sweep, now: string): boolean {
  if (sweep.finishedAt !== null) return sweep.error !== null;
  return Date.parse(now) - Date.parse(sweep.startedAt) >= RUNNING_MS_MAX;
}

export function SweepResult({ sweep, now }: { sweep: Sweep; now: string }) {
  const { t } = useI18n();
  if (sweep.error !== null) {
    return (
      <>
        <Badge tone="bad">{t('admin.sweeps.failed')}</Badge>
        <span className="mt-1 block text-sm text-bad-ink">{sweep.error}</span>
      </>
    );
  }
  if (sweep.finishedAt === null) {
    return hasFailed(sweep, now) ? (
      <Badge tone="bad">{t('admin.sweeps.crashed')}</Badge>
    ) : (
      <Badge tone="warn">{t('admin.sweeps.unfinished')}</Badge>
    );
  }
  if (sweep.ordersUnresolved > 0)
    return <Badge tone="warn">{t('admin.sweeps.unresolvedLeft')}</Badge>;
  const found = sweep.ordersFound + sweep.locksFound + sweep.refundsFound + sweep.eventsFound;
  if (found === 0) return <Badge tone="good">{t('admin.sweeps.clean')}</Badge>;
  return <Badge tone="accent">{t('admin.sweeps.repaired')}</Badge>;
}
