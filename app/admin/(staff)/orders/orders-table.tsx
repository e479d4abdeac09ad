'use client';

import { ClipboardList } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { OrderStatusBadge } from '../../ui/order-status-badge.tsx';
import { OrderLink } from '../../ui/order-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../frame/live-updates.tsx';
import { hasFilters, ordersHref, ordersInput } from './orders-query.ts';
import type { OrdersQuery } from './orders-query.ts';

type Order = RouterOutputs['admin']['orders']['list']['orders'][number];

/** Orders, newest first. */
export function OrdersTable({ query }: { query: OrdersQuery }) {
  const { t } = useI18n();
  const orders = trpc.admin.orders.list.useQuery(ordersInput(query), useLiveQueryOptions());
  const columnsFor = useColumns();
  return (
    <PaginatedTable
      query={orders}
      caption={t('admin.orders.title')}
      rowsOf={(data) => data.orders}
      columnsFor={({ now }) => columnsFor(now)}
      keyOf={({ orderId }) => orderId}
      cursor={query.cursor}
      hrefFor={(cursor) => ordersHref({ ...query, cursor })}
      clearHref={hasFilters(query) ? ordersHref({}) : undefined}
      empty={{
        title: t('admin.orders.empty'),
        text: t('admin.orders.emptyText'),
        icon: ClipboardList,
      }}
    />
  );
}

function useColumns(): (now: string) => Column<Order>[] {
  const { t, format } = useI18n();
  return (now) => [
    {
      key: 'number',
      header: t('admin.orders.column.number'),
      rowHeader: true,
      cell: ({ orderId, number, email }) => (
        <>
          <OrderLink orderId={orderId} number={number} />
          <span className="block text-sm text-ink-soft">{email}</span>
        </>
      ),
    },
    {
      key: 'status',
      header: t('admin.orders.column.status'),
      cell: ({ status }) => <OrderStatusBadge status={status} />,
    },
    {
      key: 'placedAt',
      header: t('admin.orders.column.placedAt'),
      cell: ({ placedAt }) => <Timestamp at={placedAt} now={now} />,
    },
    {
      key: 'payBy',
      header: t('admin.orders.column.payBy'),
      cell: ({ payBy, status }) =>
        status === 'pending_payment' ? <Timestamp at={payBy} now={now} /> : '–',
    },
    {
      key: 'items',
      header: t('admin.orders.column.items'),
      cell: ({ units, firstLineName, items }) => (
        <>
          <BaseLanguageText>{firstLineName}</BaseLanguageText>
          <span className="block text-sm text-ink-soft">
            {t('admin.units', { count: units })}
            {items > 1 && `, ${t('admin.orders.moreItems', { count: items - 1 })}`}
          </span>
        </>
      ),
    },
    {
      key: 'total',
      header: t('admin.orders.column.total'),
      align: 'end',
      cell: ({ totalCents, currency }) => (
        <strong className="whitespace-nowrap">{format.money(totalCents, currency)}</strong>
      ),
    },
  ];
}
