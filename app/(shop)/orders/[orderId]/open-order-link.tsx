'use client';

import { useParams } from 'next/navigation';
import { trpc } from '#app/lib/api/trpc.ts';
import { errorText, getDomainError } from '#app/lib/api/error-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { useKeyInAddress } from './order-link.ts';

/**
 * Opens an order by the key in the address, which the server did not see: exchanges it for a cookie and
 * loads the page without it.
 */
export function OpenOrderLink() {
  const i18n = useI18n();
  const { t } = i18n;
  const { orderId } = useParams<{ orderId: string }>();
  const { mutate, error, isIdle } = trpc.orders.openLink.useMutation({
    onSuccess: () => window.location.replace(window.location.pathname),
  });
  useKeyInAddress((key) => mutate({ orderId, key }));

  if (error && getDomainError(error)?.code !== 'NOT_FOUND') return errorText(i18n, error);
  if (error) return t('order.linkInvalid');
  return t(isIdle ? 'order.notFoundText' : 'order.linkOpening');
}
