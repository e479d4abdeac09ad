'use client';

import { toast } from 'sonner';
import { trpc } from '#app/data/trpc.ts';
import { errorText } from '#app/errors/error-text.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { StaffButton } from '../../parts/staff-action.tsx';
import { useLiveRefresh } from '../../shell/live.tsx';

/** Starts a sweep and says what it found. It needs no question, since it only puts right. */
export function SweepNow() {
  const { t, format } = useTexts();
  const refresh = useLiveRefresh();
  const sweep = trpc.admin.sweeps.run.useMutation({
    onSuccess: ({ ordersFound, locksFound }) =>
      toast.success(
        t('admin.sweeps.done', {
          orders: t('admin.sweeps.foundOrders', { count: ordersFound }),
          locks: t('admin.sweeps.foundLocks', { count: locksFound }),
        }),
      ),
    onError: (error) =>
      toast.error(t('ui.didNotWork'), { description: errorText({ t, format }, error) }),
    onSettled: refresh,
  });
  return (
    <StaffButton variant="primary" pending={sweep.isPending} onClick={() => sweep.mutate()}>
      {t('admin.sweeps.run')}
    </StaffButton>
  );
}
