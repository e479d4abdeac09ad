'use client';

import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';

/** Cancels a pending order, after asking. */
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
      keep={t('admin.orders.cancel.keep')}
      danger
      size={props.size}
      run={cancel}
    />
  );
}
