'use client';

import { Card } from '#app/ui/card.tsx';
import { OrderStatusBadge } from '#app/ui/order-status-badge.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { orderLineName } from '#app/lib/texts/product-language.ts';
import type { Language } from '#app/lib/texts/languages.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { CancelOrder, RecoverStock, RevokeLink } from '#app/admin/ui/order-actions.tsx';
import { RefundOrder } from './refund-order.tsx';
import { BackLink } from '#app/admin/ui/back-link.tsx';
import { QueryBoundary } from '#app/admin/ui/query-boundary.tsx';
import { PageHeader, Section } from '#app/admin/ui/page-layout.tsx';
import { useLiveQueryOptions } from '#app/admin/ui/live-updates.tsx';
import { BuyerDetails } from './buyer-details.tsx';
import type { OrderData } from './order-data.ts';
import { OrderLines } from './order-lines.tsx';
import { OrderLocks } from './order-locks.tsx';
import { OrderPayment } from './order-payment.tsx';
import { OrderTimeline } from './order-timeline.tsx';

/** One order, with its timeline and actions. */
export function OrderDetails(props: { orderId: string; initial: OrderData }) {
  const { t } = useI18n();
  const input = { orderId: props.orderId };
  const live = useLiveQueryOptions();
  const order = trpc.admin.orders.get.useQuery(input, { ...live, initialData: props.initial });
  return (
    <>
      <BackLink href="/admin/orders">{t('admin.orders.back')}</BackLink>
      <QueryBoundary query={order}>
        {(details) => <OrderDetailsContent details={details} />}
      </QueryBoundary>
    </>
  );
}

function OrderDetailsContent({ details }: { details: OrderData }) {
  const { t } = useI18n();
  const { order, locks } = details;
  return (
    <>
      <PageHeader
        title={
          <>
            {t('admin.orders.order', { number: order.number })}
            <span role="status" className="flex">
              <OrderStatusBadge status={order.status} />
            </span>
          </>
        }
        actions={<Actions details={details} />}
      />
      <div className="grid gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          <Section title={t('admin.orders.lines')}>
            <OrderLines order={order} />
          </Section>
          <Section title={t('admin.orders.locks')}>
            <OrderLocks locks={locks} now={details.now} />
          </Section>
          <div className="grid gap-6 md:grid-cols-2">
            <Card>
              <BuyerDetails order={order} now={details.now} />
            </Card>
            <Card>
              <OrderPayment details={details} />
            </Card>
          </div>
        </div>
        <Section title={t('admin.orders.timeline.title')}>
          <Card>
            <OrderTimeline details={details} />
          </Card>
        </Section>
      </div>
    </>
  );
}

function Actions({ details }: { details: OrderData }) {
  const { language } = useI18n();
  const { order, locks } = details;
  const { orderId, number } = order;
  return (
    <>
      {locks.some((lock) => lock.state === 'active') && (
        <RecoverStock
          orderId={orderId}
          number={number}
          payBy={order.status === 'pending_payment' ? order.payBy : null}
          now={details.now}
        />
      )}
      <RevokeLink orderId={orderId} number={number} />
      {order.status === 'pending_payment' && <CancelOrder orderId={orderId} number={number} />}
      {details.refundableCents > 0 && (
        <RefundOrder
          orderId={orderId}
          number={number}
          refundableCents={details.refundableCents}
          currency={order.currency}
          restockable={restockableItems(details, language)}
        />
      )}
    </>
  );
}

/** Units that can still be returned, with the names from the order. */
function restockableItems({ order, restockable }: OrderData, language: Language) {
  return restockable.map(({ skuId, quantity }) => {
    const line = order.lines.find((candidate) => candidate.skuId === skuId);
    const name = line && orderLineName(line, order.language, language).name;
    return { skuId, quantity, code: line?.code ?? '', name: name ?? skuId };
  });
}
