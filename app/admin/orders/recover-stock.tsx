'use client';

import { toast } from 'sonner';
import { trpc } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { StaffAction } from '../parts/staff-action.tsx';

/** Settles what an order still locks now, after asking. */
export function RecoverStock(props: { orderId: string; number: string; size?: 'sm' | 'md' }) {
  const { t } = useTexts();
  const { mutateAsync } = trpc.admin.locks.recover.useMutation();
  const { orderId, number } = props;

  async function recover() {
    const { outcome } = await mutateAsync({ orderId });
    const text = t(`admin.locks.recover.outcome.${outcome}`);
    const settled = ['consumed', 'released', 'settled_before'].includes(outcome);
    if (settled) toast.success(text);
    else toast.warning(text);
  }

  return (
    <StaffAction
      action={t('admin.locks.recover.action')}
      title={t('admin.locks.recover.title', { number })}
      text={t('admin.locks.recover.text')}
      size={props.size}
      run={recover}
    />
  );
}
