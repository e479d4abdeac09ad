'use client';

import { toast } from 'sonner';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';

const resolutions = { retry: 'retried', elsewhere: 'given_back_elsewhere' } as const;

/** What to do about a refund that failed: try it again, or say that the money went another way. */
export function ResolveRefund(props: {
  orderId: string;
  refundId: string;
  amountCents: number;
  currency: string;
}) {
  const { t, format } = useI18n();
  const { mutateAsync } = trpc.admin.payments.resolveRefund.useMutation();
  const { orderId, refundId } = props;
  const amount = format.money(props.amountCents, props.currency);

  async function resolve(way: keyof typeof resolutions) {
    await mutateAsync({ orderId, refundId, resolution: resolutions[way] });
    toast.success(t(`admin.payments.${way}.done`));
  }

  return (['retry', 'elsewhere'] as const).map((way) => (
    <StaffConfirmButton
      key={way}
      action={t(`admin.payments.${way}.action`)}
      title={t(`admin.payments.${way}.title`, { amount })}
      text={t(`admin.payments.${way}.text`)}
      size="sm"
      run={() => resolve(way)}
    />
  ));
}
