'use client';

import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';

/** Asks the payment service about one order's money, after asking. */
export function LookUpPayment(props: { orderId: string; number: string; size?: 'sm' | 'md' }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.payments.lookUp.useMutation();
  const { orderId, number } = props;

  async function lookUp() {
    const { outcomes } = await mutateAsync({ orderId });
    if (outcomes.length === 0) toast.info(t('admin.payments.lookUp.nothing'));
    else toast.success(t('admin.payments.lookUp.done', { count: outcomes.length }));
  }

  return (
    <StaffConfirmButton
      action={t('admin.payments.lookUp.action')}
      title={t('admin.payments.lookUp.title', { number })}
      text={t('admin.payments.lookUp.text')}
      size={props.size}
      run={lookUp}
    />
  );
}
