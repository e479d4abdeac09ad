'use client';

import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { errorText } from '#app/lib/api/error-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffButton } from '../../ui/staff-buttons.tsx';

/** How often to poll for the end of a sweep, in ms. */
const POLL_MS = 1_000;

/** Starts a sweep, shows that it runs, and reports what it found. It needs no confirmation. */
export function SweepNow() {
  const { t, format } = useI18n();
  const [requestedAt, setAskedAt] = useState<string | null>(null);
  const sweeps = trpc.admin.sweeps.list.useQuery(
    {},
    {
      refetchInterval: ({ state: { data } }) =>
        data?.isRunning || (requestedAt && !data?.sweeps.some(endedSince(requestedAt)))
          ? POLL_MS
          : false,
    },
  );
  const sweep = trpc.admin.sweeps.run.useMutation({
    onSuccess: (asked) => setAskedAt(asked.requestedAt),
    onError: (error) =>
      toast.error(t('ui.actionFailed'), { description: errorText({ t, format }, error) }),
  });
  // The first sweep that ended since: the new one, or one that was running already.
  const done = requestedAt ? sweeps.data?.sweeps.findLast(endedSince(requestedAt)) : undefined;
  const isWaiting = requestedAt !== null && !done;

  useEffect(() => {
    if (!done) return;
    const { error, ordersFound, locksFound } = done;
    if (error !== null) {
      toast.error(t('admin.sweeps.failed'), { description: error });
      return;
    }
    toast.success(
      t('admin.sweeps.done', {
        orders: t('admin.sweeps.foundOrders', { count: ordersFound }),
        locks: t('admin.sweeps.foundLocks', { count: locksFound }),
      }),
    );
  }, [done, t]);

  const isRunning = isWaiting || sweeps.data?.isRunning === true;
  return (
    <>
      <p role="status" className="text-ink-soft">
        {isRunning && t('admin.sweeps.running')}
      </p>
      <StaffButton
        variant="primary"
        pending={sweep.isPending || isRunning}
        onClick={() => sweep.mutate()}
      >
        {t('admin.sweeps.run')}
      </StaffButton>
    </>
  );
}

const endedSince = (time: string) => (sweep: { finishedAt: string | null }) =>
  sweep.finishedAt !== null && sweep.finishedAt >= time;
