'use client';

import { actorText } from '#app/admin/ui/actor-text.ts';
import { Undo2 } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm, FilterSelect } from '../../ui/filter-form.tsx';
import {
  periods,
  refundInput,
  refundList,
  refundOutcomes,
  type RefundQuery,
} from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { RefundStateBadge } from '../../ui/refund-state-badge.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { paymentColumns } from './payment-columns.tsx';

type Refunds = RouterOutputs['admin']['payments']['refunds'];

/** Refunds of all orders, newest first. */
export function RefundsTable({ query }: { query: RefundQuery }) {
  const { t } = useI18n();
  const refunds = trpc.admin.payments.refunds.useQuery(refundInput(query), useLiveQueryOptions());
  return (
    <>
      <RefundFilters query={query} />
      <PaginatedTable
        list={refundList}
        query={query}
        result={refunds}
        caption={t('admin.payments.refunds')}
        getRows={(data) => data.refunds}
        getColumns={useColumns()}
        rowKey={({ orderId, refundId }) => orderId + refundId}
        empty={{
          title: t('admin.payments.noRefunds'),
          text: t('admin.payments.noRefundsText'),
          icon: Undo2,
        }}
      />
    </>
  );
}

function RefundFilters({ query }: { query: RefundQuery }) {
  const { t } = useI18n();
  return (
    <FilterForm list={refundList} query={query}>
      <FilterSelect
        name="since"
        label={t('admin.payments.refundSince')}
        value={query.since}
        all={t('admin.payments.anyTime')}
        options={periods}
        optionText={(period) => t(`admin.span.${period}`)}
      />
      <FilterSelect
        name="outcome"
        label={t('admin.payments.refundOutcome')}
        value={query.outcome}
        all={t('admin.all')}
        options={refundOutcomes}
        optionText={(outcome) => t(`admin.payments.refundOutcomes.${outcome}`)}
      />
    </FilterForm>
  );
}

function useColumns(): (data: Refunds) => Column<Refunds['refunds'][number]>[] {
  const i18n = useI18n();
  const { t } = i18n;
  return ({ now }) => [
    ...paymentColumns<Refunds['refunds'][number]>(i18n),
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
            {t('admin.orders.refundBy', { by: actorText(t, requestedBy) })}
          </span>
          {note && <span className="block text-sm">{note}</span>}
        </>
      ),
    },
    {
      key: 'requestedAt',
      header: t('admin.payments.column.requestedAt'),
      cell: ({ requestedAt }) => <Timestamp at={requestedAt} now={now} />,
    },
  ];
}
