'use client';

import { PackageOpen } from 'lucide-react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { trpc } from '../../lib/api/trpc.ts';
import { errorText } from '../../lib/api/error-text.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { OrderRow } from './order-row.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const POLL_INTERVAL_MS = 10_000;

/** The orders placed in this browser, newest first. */
export function OrderList() {
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
  const { t } = useI18n();
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{t('ui.loading')}</span>
      <Skeleton className="h-28 rounded-card!" />
      <Skeleton className="h-28 rounded-card!" />
    </div>
  );
}
