'use client';

import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { OrderLink } from '../../ui/order-link.tsx';

/** The first orders that a job carries, and how many more there are. */
export function JobOrders(props: {
  orders: { orderId: string; number: string }[];
  orderCount: number;
}) {
  const { t } = useI18n();
  const { orders, orderCount } = props;
  if (orderCount === 0) return '–';
  return (
    <>
      {orders.map(({ orderId, number }) => (
        <OrderLink key={orderId} orderId={orderId} number={number} className="block w-fit" />
      ))}
      {orderCount > orders.length && (
        <span className="text-sm text-ink-soft">
          {t('admin.queues.moreOrders', { count: orderCount - orders.length })}
        </span>
      )}
    </>
  );
}
