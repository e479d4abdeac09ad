'use client';

import { toast } from 'sonner';
import { Button } from '#app/components/ui/button.tsx';
import { ConfirmDialog } from '#app/components/ui/confirm-dialog.tsx';
import { trpc } from '#app/data/trpc.ts';
import { errorText } from '#app/errors/error-text.ts';
import type { OrderInput } from '#app/order/use-live-order.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

/** Lets a shopper change their mind before paying. */
export function CancelOrder(props: { input: OrderInput; onChanged: () => Promise<unknown> }) {
  const texts = useTexts();
  const { t } = texts;
  const cancel = trpc.orders.cancel.useMutation();

  async function cancelOrder() {
    const { status } = await cancel.mutateAsync(props.input);
    await props.onChanged();
    if (status === 'cancelled') toast.success(t('order.cancelledToast'));
    else if (status === 'paid') toast.success(t('order.cancelTooLatePaid'));
    else toast(t('order.cancelProcessing'));
  }

  return (
    <ConfirmDialog
      trigger={<Button size="lg">{t('order.changeOfMind')}</Button>}
      title={t('order.cancelTitle')}
      description={t('order.cancelText')}
      confirm={t('order.cancelConfirm')}
      keep={t('order.cancelKeep')}
      danger
      onConfirm={cancelOrder}
      errorText={(error) => errorText(texts, error)}
    />
  );
}
