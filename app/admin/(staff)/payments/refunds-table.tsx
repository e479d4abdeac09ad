'use client';

import { Undo2 } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { RefundStateBadge } from '../../ui/refund-state-badge.tsx';
import { OrderLink } from '../../ui/order-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../frame/live-updates.tsx';
import { paymentsHref, refundsInput, type PaymentsQuery } from './payments-query.ts';
import { RefundFilters } from './refund-filters.tsx';

type Refund = RouterOutputs['admin']['payments']['refunds']['refunds'][number];

/** The refunds of all orders, the newest first. */
export function RefundsTable({ query }: { query: PaymentsQuery }) {
  const { t } = useI18n();
  const refunds = trpc.admin.payments.refunds.useQuery(refundsInput(query), useLiveQueryOptions());
  const columnsFor = useColumns();
  const isNarrowed = query.since ?? query.outcome;
  return (
    <>
      <RefundFilters query={query} />
      <PaginatedTable
        query={refunds}
        caption={t('admin.payments.refunds')}
        rowsOf={(data) => data.refunds}
        columnsFor={({ now }) => columnsFor(now)}
        keyOf={({ orderId, refundId }) => orderId + refundId}
        cursor={query.cursor}
        hrefFor={(cursor) => paymentsHref({ ...query, cursor })}
        clearHref={isNarrowed ? paymentsHref({ view: 'refunds' }) : undefined}
        empty={{
          title: t('admin.payments.noRefunds'),
          text: t('admin.payments.noRefundsText'),
          icon: Undo2,
        }}
      />
    </>
  );
}

function useColumns(): (now: string) => Column<Refund>[] {
  const { t, format } = useI18n();
  return (now) => [
    {
      key: 'order',
      header: t('admin.payments.column.order'),
      rowHeader: true,
      cell: ({ orderId, number }) => <OrderLink orderId={orderId} number={number} />,
    },
    {
      key: 'amount',
      header: t('admin.payments.column.amount'),
      align: 'end',
      cell: ({ amountCents, currency }) => (
        <strong className="whitespace-nowrap">{format.money(amountCents, currency)}</strong>
      ),
    },
    {
      key: 'state',
      header: t('admin.payments.refundOutcome'),
      cell: ({ state, resolution, lastError }) => (
        <>
          <RefundStateBadge state={state} />
          {resolution !== null && (
            <span className="mt-1 block text-sm">
              {t(`admin.payments.resolution.${resolution}`)}
            </span>
          )}
          {lastError !== null && (
            <span className="mt-1 block text-sm text-bad-ink">{lastError}</span>
          )}
        </>
      ),
    },
    {
      key: 'reason',
      header: t('admin.payments.column.reason'),
      cell: ({ reason, requestedBy, note }) => (
        <>
          {t(`admin.orders.refundReasons.${reason}`)}
          <span className="block text-sm text-ink-soft">
            {t('admin.orders.refundBy', { by: requestedBy })}
          </span>
          {note && <span className="block text-sm">{note}</span>}
        </>
      ),
    },
    {
      key: 'requestedAt',
      header: t('admin.payments.column.asked'),
      cell: ({ requestedAt }) => <Timestamp at={requestedAt} now={now} />,
    },
  ];
}
