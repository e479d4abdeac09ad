'use client';

import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';

/** Gives back money that came and does not fit its order, after asking. */
export function RefundHeldPayment(props: { orderId: string; number: string; size?: 'sm' | 'md' }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.payments.resolveHeld.useMutation();
  const { orderId, number } = props;

  async function giveBack() {
    await mutateAsync({ orderId });
    toast.success(t('admin.payments.giveBack.done'));
  }

  return (
    <StaffConfirmButton
      action={t('admin.payments.giveBack.action')}
      title={t('admin.payments.giveBack.title', { number })}
      text={t('admin.payments.giveBack.text')}
      danger
      size={props.size}
      run={giveBack}
    />
  );
}
