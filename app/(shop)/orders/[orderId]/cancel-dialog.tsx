'use client';

import { toast } from 'sonner';
import { ConfirmDialog } from '#app/ui/confirm-dialog.tsx';
import type { DialogControl } from '#app/ui/dialog.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { errorText } from '#app/lib/api/error-text.ts';
import type { OrderInput } from './use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** Confirms and cancels the order. Lazy-loaded by `CancelOrder`. */
export default function CancelDialog(props: {
  control: DialogControl;
  input: OrderInput;
  onChanged: () => Promise<unknown>;
}) {
  const i18n = useI18n();
  const { t } = i18n;
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
      control={props.control}
      title={t('order.cancelTitle')}
      description={t('order.cancelText')}
      confirmLabel={t('order.cancelConfirm')}
      cancelLabel={t('order.cancelKeep')}
      danger
      onConfirm={cancelOrder}
      errorText={(error) => errorText(i18n, error)}
    />
  );
}
