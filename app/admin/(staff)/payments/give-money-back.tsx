'use client';

import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { StaffAction } from '../../ui/staff-action.tsx';

/** Gives back money that came and does not fit its order, after asking. */
export function GiveMoneyBack(props: { orderId: string; number: string; size?: 'sm' | 'md' }) {
  const { t } = useTexts();
  const { mutateAsync } = trpc.admin.payments.resolveHeld.useMutation();
  const { orderId, number } = props;

  async function giveBack() {
    await mutateAsync({ orderId });
    toast.success(t('admin.payments.giveBack.done'));
  }

  return (
    <StaffAction
      action={t('admin.payments.giveBack.action')}
      title={t('admin.payments.giveBack.title', { number })}
      text={t('admin.payments.giveBack.text')}
      danger
      size={props.size}
      run={giveBack}
    />
  );
}
