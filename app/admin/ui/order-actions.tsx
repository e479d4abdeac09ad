'use client';

import { toast } from 'sonner';
import { useServerTimeSelector } from '../../lib/clock/use-server-now.ts';
import { trpc } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { StaffConfirmButton } from './staff-buttons.tsx';

/** Cancels a pending order, after a confirmation. */
export function CancelOrder(props: { orderId: string; number: string; size?: 'sm' | 'md' }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.orders.cancel.useMutation();
  const { orderId, number } = props;

  async function cancel() {
    const { status } = await mutateAsync({ orderId });
    if (status === 'cancelled') toast.success(t('admin.orders.cancel.cancelled', { number }));
    else if (status === 'paid') toast.info(t('admin.orders.cancel.paid', { number }));
    else toast.warning(t('admin.orders.cancel.pending'));
  }

  return (
    <StaffConfirmButton
      action={t('admin.orders.cancel.action')}
      title={t('admin.orders.cancel.title', { number })}
      text={t('admin.orders.cancel.text')}
      cancelLabel={t('admin.orders.cancel.keep')}
      danger
      size={props.size}
      run={cancel}
    />
  );
}

/** Replaces the link of an order, after a confirmation. */
export function RevokeLink({ orderId, number }: { orderId: string; number: string }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.orders.replaceLink.useMutation();

  async function revoke() {
    await mutateAsync({ orderId });
    toast.success(t('admin.orders.replaceLink.replaced', { number }));
  }

  return (
    <StaffConfirmButton
      action={t('admin.orders.replaceLink.action')}
      title={t('admin.orders.replaceLink.title', { number })}
      text={t('admin.orders.replaceLink.text')}
      run={revoke}
    />
  );
}

/**
 * Settles the locks of an order now, after a confirmation. Hidden while the order can still be paid,
 * since it would do nothing.
 *
 * @param props.payBy until when the order can be paid; null when it is paid or cancelled
 * @param props.now the server's time when it answered
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
  const isPayable = useServerTimeSelector(
    props.now,
    (nowMs) => payBy !== null && nowMs < Date.parse(payBy),
  );

  async function recover() {
    const { outcome } = await mutateAsync({ orderId });
    const text = t(`admin.locks.recover.outcome.${outcome}`);
    const isSettled = ['consumed', 'released', 'already_settled'].includes(outcome);
    if (isSettled) toast.success(text);
    else toast.warning(text);
  }

  if (isPayable) return null;
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
