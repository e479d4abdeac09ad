'use client';

import { Page, PageTitle } from '#app/ui/page-layout.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { serverNowMs } from '#app/lib/clock/server-clock.ts';
import { useServerTimeSelector } from '#app/lib/clock/use-server-now.ts';
import { OrderStatusBadge } from '#app/ui/order-status-badge.tsx';
import { orderStage } from '../order-stage.ts';
import type { OrderView } from '../order-stage.ts';
import { useLiveOrder } from './use-live-order.ts';
import type { OrderInput } from './use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { OrderDetails } from './order-details.tsx';
import { OrderSteps } from './order-steps.tsx';
import { Refunds } from './refunds.tsx';
import { ShareLink } from './share-link.tsx';
import { StageCard } from './stage-card.tsx';

const isOverdue = (order: OrderView) =>
  order.status === 'pending_payment' && Date.parse(order.payBy) <= serverNowMs();

/** The order page, updated live. */
export function OrderPageView(props: {
  input: OrderInput;
  initial: OrderView;
  /** Name of the delivery country. */
  country: string;
}) {
  const { input, initial, country } = props;
  const { t, format } = useI18n();
  const { order, disconnected, refetch } = useLiveOrder(input, initial, isOverdue);
  const stage = useServerTimeSelector(initial.now, (nowMs) => orderStage(order, nowMs));

  return (
    <Page data-status={order.status} className="max-w-5xl!">
      <header className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageTitle className="text-2xl! sm:text-3xl!">
          {t('order.title', { number: order.number })}
        </PageTitle>
        <OrderStatusBadge status={order.status} />
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
          <ShareLink order={order} />
        </div>
      </div>
    </Page>
  );
}
