'use client';

import { ClipboardList } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { OrderLineName } from '#app/ui/product-text.tsx';
import { OrderStatusBadge } from '#app/ui/order-status-badge.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm, FilterSelect, SearchField } from '../../ui/filter-form.tsx';
import { orderInput, orderList, orderStatuses, periods, type OrderQuery } from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { OrderLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';

type Orders = RouterOutputs['admin']['orders']['list'];

/** Orders, newest first. */
export function OrdersTable({ query }: { query: OrderQuery }) {
  const { t } = useI18n();
  const orders = trpc.admin.orders.list.useQuery(orderInput(query), useLiveQueryOptions());
  return (
    <>
      <OrderFilters query={query} />
      <PaginatedTable
        list={orderList}
        query={query}
        result={orders}
        caption={t('admin.orders.title')}
        getRows={(data) => data.orders}
        getColumns={useColumns()}
        rowKey={({ orderId }) => orderId}
        empty={{
          title: t('admin.orders.empty'),
          text: t('admin.orders.emptyText'),
          icon: ClipboardList,
        }}
      />
    </>
  );
}

function OrderFilters({ query }: { query: OrderQuery }) {
  const { t } = useI18n();
  return (
    <FilterForm list={orderList} query={query}>
      <SearchField
        label={t('admin.orders.search')}
        hint={t('admin.orders.searchHint')}
        value={query.search}
        maxLength={254}
        className="col-span-2 sm:w-96"
      />
      <FilterSelect
        name="status"
        label={t('admin.orders.statusFilter')}
        value={query.status}
        all={t('admin.all')}
        options={orderStatuses}
        optionText={(status) => t(`order.status.${status}`)}
      />
      <FilterSelect
        name="ended"
        label={t('admin.orders.endedFilter')}
        value={query.ended}
        all={t('admin.orders.endedAny')}
        options={periods}
        optionText={(period) => t(`admin.span.${period}`)}
      />
    </FilterForm>
  );
}

function useColumns(): (data: Orders) => Column<Orders['orders'][number]>[] {
  const { t, format } = useI18n();
  return ({ now }) => [
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
      cell: ({ units, firstLine, language, items }) => (
        <>
          <OrderLineName line={firstLine} language={language} forStaff />
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
