'use client';

import { toast } from 'sonner';
import { useServerTimeSelector } from '#app/lib/clock/use-server-now.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';

/**
 * Settles what an order still locks now, after asking. Not offered while the order may still be paid,
 * when nothing would come of it.
 *
 * @param props.payBy until when it may be paid; null when it has ended
 * @param props.now the server's time when it gave the order
 */
export function RecoverStock(props: {
  orderId: string;
  number: string;
  payBy: string | null;
  now: string;
  size?: 'sm' | 'md';
}) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.locks.recover.useMutation();
  const { orderId, number, payBy } = props;
  const payable = useServerTimeSelector(
    props.now,
    (nowMs) => payBy !== null && nowMs < Date.parse(payBy),
  );

  async function recover() {
    const { outcome } = await mutateAsync({ orderId });
    const text = t(`admin.locks.recover.outcome.${outcome}`);
    const settled = ['consumed', 'released', 'settled_before'].includes(outcome);
    if (settled) toast.success(text);
    else toast.warning(text);
  }

  if (payable) return null;
  return (
    <StaffConfirmButton
      action={t('admin.locks.recover.action')}
      title={t('admin.locks.recover.title', { number })}
      text={t('admin.locks.recover.text')}
      size={props.size}
      run={recover}
    />
  );
}
