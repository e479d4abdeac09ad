'use client';

import { useEffect } from 'react';
import { Page, PageTitle } from '#app/ui/page-layout.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { serverNowMs } from '#app/lib/clock/server-clock.ts';
import { useServerTimeSelector } from '#app/lib/clock/use-server-now.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import { OrderStageBadge } from '../order-stage-badge.tsx';
import { orderStage } from '../order-stage.ts';
import { rememberOrder } from '../recent-order.ts';
import type { OrderView } from '../order-stage.ts';
import { usePaymentCheck } from './use-payment-check.ts';
import { useLiveOrder } from './use-live-order.ts';
import type { OrderInput } from './use-live-order.ts';
import { useI18n, useTimeZoneCookie } from '#app/lib/texts/i18n-provider.tsx';
import { OrderDetails } from './order-details.tsx';
import { OrderSteps } from './order-steps.tsx';
import { clearAddress, useKeyInAddress } from './order-link.ts';
import { ShareLink } from './share-link.tsx';
import { StageCard } from './stage-card.tsx';
import { Undo2 } from 'lucide-react';
import { Card } from '#app/ui/card.tsx';

const isOverdue = (order: OrderView) =>
  order.status === 'pending_payment' && Date.parse(order.payBy) <= serverNowMs();

/** The order page, updated live. */
export function OrderPageView(props: {
  input: OrderInput;
  initial: OrderView;
  /** Name of the delivery country. */
  country: string;
  /** Whether the shopper came back from paying just now. */
  isReturn: boolean;
}) {
  useTimeZoneCookie();
  useKeyInAddress(clearAddress);
  const { input, initial, country, isReturn } = props;
  const { t, format } = useI18n();
  const { order, disconnected, refetch } = useLiveOrder(input, initial, isOverdue);
  useRememberUnpaid(order);
  const isChecking = usePaymentCheck(input, {
    enabled: isReturn && order.status === 'pending_payment' && order.payment?.state === 'open',
    onChecked: refetch,
  });
  const stageByNow = useServerTimeSelector(initial.now, (nowMs) => orderStage(order, nowMs));
  const stage = isChecking && stageByNow === 'to-pay' ? 'checking' : stageByNow;
  useEffect(() => {
    // The page is loaded again as any other time.
    if (isReturn && !isChecking) clearAddress();
  }, [isReturn, isChecking]);

  return (
    <Page data-status={order.status} className="max-w-5xl!">
      <header className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageTitle className="text-2xl! sm:text-3xl!">
          {t('order.title', { number: order.number })}
        </PageTitle>
        <OrderStageBadge status={order.status} stage={stage} />
        <p className="w-full text-ink-soft">
          {t('order.placedAt')} {/* Server and browser may format dates differently. */}
          <time dateTime={order.placedAt} suppressHydrationWarning>
            {format.dateTime(order.placedAt)}
          </time>
        </p>
      </header>
      <div role="status">
        {disconnected && (
          <Notice tone="warn" title={t('order.connectionLost')} className="mb-6">
            <p>{t('order.connectionLostText')}</p>
          </Notice>
        )}
      </div>
      <div className="grid gap-6 lg:grid-cols-[1fr_20rem] lg:items-start">
        <div className="flex flex-col gap-6">
          <StageCard order={order} stage={stage} input={input} onChanged={refetch} />
          <Refunds order={order} />
          <OrderDetails order={order} country={country} />
        </div>
        <div className="flex flex-col gap-6">
          <OrderSteps order={order} stage={stage} />
          {order.key && <ShareLink order={order} linkKey={order.key} onReplaced={refetch} />}
        </div>
      </div>
    </Page>
  );
}

/** Lets the other pages tell of this order while it is unpaid, and no longer. */
function useRememberUnpaid({ orderId, isBuyer, status }: OrderView): void {
  const utils = trpc.useUtils();
  useEffect(() => {
    if (!isBuyer || status !== 'pending_payment') return;
    rememberOrder(orderId);
    return () => void utils.orders.list.invalidate();
  }, [utils, orderId, isBuyer, status]);
}

/** Refunds of the order. */
function Refunds({ order }: { order: OrderView }) {
  const { t, format } = useI18n();
  return (
    // Always rendered, since a live region must exist before its content to be announced.
    <div role="status" className="empty:-mt-6">
      {order.refunds.length > 0 && (
        <Card>
          <h2 className="mb-3 text-lg font-semibold">{t('order.refundsTitle')}</h2>
          <ul className="flex flex-col gap-3">
            {order.refunds.map((refund) => (
              <li key={refund.refundId} className="flex gap-3" data-refund={refund.state}>
                <Undo2 aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" />
                <div>
                  <p className="font-medium">
                    {t(`order.refund.${refund.state}`, {
                      amount: format.money(refund.amountCents, refund.currency),
                    })}
                  </p>
                  {(refund.reason === 'late_payment' || refund.reason === 'held_payment') && (
                    <p className="text-sm">{t(`order.refundBecause.${refund.reason}`)}</p>
                  )}
                  <p suppressHydrationWarning className="text-sm text-ink-soft">
                    {format.dateTime(refund.requestedAt)}
                  </p>
                </div>
              </li>
            ))}
          </ul>
          <p className="mt-3 text-sm text-ink-soft">{t('order.refundNote')}</p>
        </Card>
      )}
    </div>
  );
}
