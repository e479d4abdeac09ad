'use client';

import { PackageOpen, ChevronRight } from 'lucide-react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { trpc } from '../../lib/api/trpc.ts';
import { errorText } from '../../lib/api/error-text.ts';
import { useI18n, useTimeZoneCookie } from '../../lib/texts/i18n-provider.tsx';
import { LoadingStatus, Skeleton } from '../../ui/skeleton.tsx';
import { Countdown } from '../../ui/countdown.tsx';
import { useServerTimeSelector } from '../../lib/clock/use-server-now.ts';
import { LinkProgressBar } from '../../ui/navigation-progress-bar.tsx';
import { Card } from '../../ui/card.tsx';
import type { RouterOutputs } from '../../lib/api/trpc.ts';
import { OrderLineName } from '../../ui/product-text.tsx';
import { OrderStageBadge } from './order-stage-badge.tsx';
import { orderStage } from './order-stage.ts';
import type { OrderStage } from './order-stage.ts';

const POLL_INTERVAL_MS = 10_000;

/** The orders placed in this browser, newest first. */
export function OrderList() {
  useTimeZoneCookie();
  const i18n = useI18n();
  const { t } = i18n;
  const orders = trpc.orders.list.useInfiniteQuery(
    {},
    {
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ orders }) => orders.some(isOpen)) ? POLL_INTERVAL_MS : false,
    },
  );

  if (orders.isPending) return <OrderListLoading />;
  if (!orders.data) {
    return (
      <ErrorState
        title={t('orders.failedTitle')}
        action={
          <Button
            variant="primary"
            pending={orders.isFetching}
            onClick={() => void orders.refetch()}
          >
            {t('ui.tryAgain')}
          </Button>
        }
      >
        {errorText(i18n, orders.error)}
      </ErrorState>
    );
  }
  const [first] = orders.data.pages;
  if (!first || first.orders.length === 0) return <NoOrders />;

  return (
    <>
      <ul className="flex flex-col gap-4">
        {orders.data.pages.flatMap((page) =>
          page.orders.map((order) => <OrderRow key={order.orderId} order={order} now={page.now} />),
        )}
      </ul>
      {orders.hasNextPage && (
        <Button
          className="mx-auto mt-6 flex!"
          pending={orders.isFetchingNextPage}
          onClick={() => void orders.fetchNextPage()}
        >
          {t('ui.showMore')}
        </Button>
      )}
    </>
  );
}

const isOpen = (order: { status: string }) => order.status === 'pending_payment';

function NoOrders() {
  const { t } = useI18n();
  return (
    <EmptyState
      title={t('orders.emptyTitle')}
      icon={<PackageOpen aria-hidden className="size-8" />}
      action={
        <Link href="/" className={buttonClass({ variant: 'primary' })}>
          {t('cart.goShopping')}
        </Link>
      }
    >
      {t('orders.emptyText')}
    </EmptyState>
  );
}

/** Shown while the orders load. */
export function OrderListLoading() {
  return (
    <LoadingStatus className="flex flex-col gap-4">
      <Skeleton className="h-28 rounded-card!" />
      <Skeleton className="h-28 rounded-card!" />
    </LoadingStatus>
  );
}

type OrderSummary = RouterOutputs['orders']['list']['orders'][number];

/** An order in the list. */
function OrderRow({ order, now }: { order: OrderSummary; now: string }) {
  const { t, format } = useI18n();
  const others = order.items - 1;
  const stage = useServerTimeSelector(now, (nowMs) => orderStage(order, nowMs));
  return (
    <li>
      <Card className="relative flex items-center gap-4 transition-colors hover:bg-sunken">
        <div className="flex min-w-0 grow flex-col gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="font-semibold">
              <Link
                href={`/orders/${order.orderId}`}
                className="after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:outline-accent"
              >
                {t('order.title', { number: order.number })}
                <LinkProgressBar />
              </Link>
            </h2>
            <OrderStageBadge status={order.status} stage={stage} />
          </div>
          <p>
            <OrderLineName line={order.firstLine} language={order.language} />
            {others > 0 && ` ${t('orders.andMore', { count: others })}`}
          </p>
          <p suppressHydrationWarning className="text-sm text-ink-soft">
            {format.dateTime(order.placedAt)}
          </p>
          <OrderStageText order={order} stage={stage} now={now} />
        </div>
        <p className="shrink-0 font-semibold tabular-nums">
          {format.money(order.totalCents, order.currency)}
        </p>
        <ChevronRight aria-hidden className="size-5 shrink-0 text-ink-soft" />
      </Card>
    </li>
  );
}

/** The stage next to the status: time left to pay, processing or refunded. */
function OrderStageText(props: { order: OrderSummary; stage: OrderStage; now: string }) {
  const { order, stage, now } = props;
  const { t } = useI18n();
  if (stage === 'to-pay') {
    return (
      <p className="text-sm font-medium text-warn-ink">
        {t('orders.payBy')} <Countdown until={order.payBy} now={now} />
      </p>
    );
  }
  const key = stageTextKey(order, stage);
  return key && <p className="text-sm font-medium text-ink-soft">{t(key)}</p>;
}

function stageTextKey(
  { hasHeldPayment, refundedCents, totalCents }: OrderSummary,
  stage: OrderStage,
) {
  if (hasHeldPayment !== null) return hasHeldPayment ? 'orders.heldPayment' : 'orders.heldRefunded';
  if (stage === 'processing') return 'order.processingTitle';
  if (stage === 'time-up') return 'order.timeUpTitle';
  return refundedCents !== null && refundedCents >= totalCents && 'order.refundedTitle';
}
