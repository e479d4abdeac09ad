'use client';

import { HandCoins } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm, FilterSelect } from '../../ui/filter-form.tsx';
import {
  periods,
  receivedPaymentInput,
  receivedPaymentList,
  type ReceivedPaymentQuery,
} from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { paymentColumns } from './payment-columns.tsx';

type Received = RouterOutputs['admin']['payments']['received'];

/** Payments that were received, those of the newest orders first. */
export function ReceivedPaymentsTable({ query }: { query: ReceivedPaymentQuery }) {
  const { t } = useI18n();
  const received = trpc.admin.payments.received.useQuery(
    receivedPaymentInput(query),
    useLiveQueryOptions(),
  );
  return (
    <>
      <FilterForm list={receivedPaymentList} query={query}>
        <FilterSelect
          name="since"
          label={t('admin.payments.receivedSince')}
          value={query.since}
          all={t('admin.payments.anyTime')}
          options={periods}
          optionText={(period) => t(`admin.span.${period}`)}
        />
      </FilterForm>
      <PaginatedTable
        list={receivedPaymentList}
        query={query}
        result={received}
        caption={t('admin.payments.received')}
        getRows={(data) => data.payments}
        getColumns={useColumns()}
        rowKey={({ orderId, paymentIntentId }) => orderId + paymentIntentId}
        empty={{
          title: t('admin.payments.noReceived'),
          text: t('admin.payments.noReceivedText'),
          icon: HandCoins,
        }}
      />
    </>
  );
}

function useColumns(): (data: Received) => Column<Received['payments'][number]>[] {
  const i18n = useI18n();
  const { t } = i18n;
  return ({ now }) => [
    ...paymentColumns<Received['payments'][number]>(i18n),
    {
      key: 'reason',
      header: t('admin.payments.column.reason'),
      cell: ({ kind }) =>
        kind === 'order_paid' || kind === 'late_payment'
          ? t(`admin.payments.receivedKind.${kind}`)
          : t(`admin.payments.heldReason.${kind}`),
    },
    {
      key: 'receivedAt',
      header: t('admin.payments.column.received'),
      cell: ({ receivedAt }) => <Timestamp at={receivedAt} now={now} />,
    },
  ];
}
