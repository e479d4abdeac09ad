'use client';

import { skipToken } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { serverNowMs } from '../lib/clock/server-clock.ts';
import { useServerTimeSelector } from '../lib/clock/use-server-now.ts';
import { trpc } from '../lib/api/trpc.ts';
import type { RouterOutputs } from '../lib/api/trpc.ts';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { Countdown } from '../ui/countdown.tsx';
import { Link } from '../ui/link.tsx';
import { orderStage } from './orders/order-stage.ts';
import { useRecentOrder } from './orders/recent-order.ts';

/** While an order waits for payment; changes also come by the event stream. */
const POLL_INTERVAL_MS = 10_000;

/** Reminds of the visitor's own unpaid order on every page but that order's. */
export function UnpaidOrderBar() {
  const recent = useRecentOrder();
  const path = usePathname();
  const { data } = trpc.orders.list.useQuery(recent ? { payable: true } : skipToken, {
    // Asked again whenever the tab is looked at.
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.orders.length ? POLL_INTERVAL_MS : false),
  });
  const elsewhere = data?.orders.filter(({ orderId }) => path !== `/orders/${orderId}`) ?? [];
  return (
    // Live regions must exist before their content to be announced.
    <div
      role="status"
      data-bottom-bar={elsewhere.length > 0 || undefined}
      className="sticky bottom-0 z-20"
    >
      {data && elsewhere.length > 0 && <UnpaidOrder orders={elsewhere} now={data.now} />}
    </div>
  );
}

type Order = RouterOutputs['orders']['list']['orders'][number];

/** The first of these orders to expire. */
function UnpaidOrder({ orders, now }: { orders: Order[]; now: string }) {
  const { t } = useI18n();
  const utils = trpc.useUtils();
  const urgentId = useServerTimeSelector(now, (nowMs) => {
    const payable = orders.filter((order) => orderStage(order, nowMs) === 'to-pay');
    return payable.sort((a, b) => a.payBy.localeCompare(b.payBy))[0]?.orderId ?? '';
  });
  trpc.orders.changes.useSubscription(urgentId ? { orderId: urgentId } : skipToken, {
    onData: (order) => {
      if (orderStage(order, serverNowMs()) !== 'to-pay')
        void utils.orders.list.invalidate({ payable: true });
    },
  });
  const order = orders.find(({ orderId }) => orderId === urgentId);
  if (!order) return null;
  return (
    <section
      aria-label={t('order.title', { number: order.number })}
      className="border-t border-line bg-warn-soft text-warn-ink"
    >
      <p className="mx-auto flex max-w-(--page-width) items-center justify-center gap-x-3 px-4 py-2 sm:px-6">
        <Hourglass aria-hidden className="size-5 shrink-0" />
        {t('order.next.reserved')}
        <Countdown
          until={order.payBy}
          now={now}
          label={t('order.timeLeft')}
          className="font-semibold tabular-nums"
        />
        <Link
          href={`/orders/${order.orderId}`}
          className="rounded-control px-2 py-1 font-semibold underline underline-offset-4"
        >
          {t('order.payNow')}
        </Link>
      </p>
    </section>
  );
}
