'use client';

import { BadgeCheck } from 'lucide-react';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { EmptyState } from '#app/ui/states.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { OrderLink, TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { reconciliationList } from '../../ui/lists.ts';
import {
  ConfirmNotPaid,
  LookUpPayment,
  RefundHeldPayment,
  ResolveRefund,
} from '../../ui/payment-actions.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';

type Attention = RouterOutputs['admin']['payments']['attention'];
type Item = Attention['items'][number];

const tones: Record<Item['kind'], Tone> = {
  payment_processing: 'warn',
  payment_held: 'bad',
  refund_failed: 'bad',
  refund_waiting: 'warn',
  dispute: 'bad',
  order_unresolved: 'warn',
  session_missing: 'bad',
};

/** Payments that need review, with the actions that resolve them. */
export function AttentionList() {
  const { t } = useI18n();
  const attention = trpc.admin.payments.attention.useQuery(undefined, useLiveQueryOptions());
  const columnsFor = useColumns();
  return (
    <QueryBoundary query={attention}>
      {(data) => (
        <>
          <ReconciliationNotice books={data.books} />
          {data.isTruncated && <Notice tone="warn">{t('admin.payments.truncated')}</Notice>}
          {data.items.length === 0 ? (
            <EmptyState
              title={t('admin.payments.noAttention')}
              icon={<BadgeCheck aria-hidden className="size-8" />}
            >
              {t('admin.payments.noAttentionText')}
            </EmptyState>
          ) : (
            <DataTable
              caption={t('admin.payments.attention')}
              columns={columnsFor(data.now)}
              rows={data.items}
              rowKey={rowKey}
            />
          )}
        </>
      )}
    </QueryBoundary>
  );
}

function rowKey(item: Item): string {
  const part =
    'refundId' in item ? item.refundId : 'disputeId' in item ? item.disputeId : item.since;
  return `${item.kind} ${item.orderId} ${part}`;
}

function ReconciliationNotice({ books }: { books: Attention['books'] }) {
  const { t } = useI18n();
  if (!books) return null;
  return (
    <Notice tone="warn">
      <p>
        {books.error === null
          ? t('admin.payments.reconciliationDifferences', { count: books.differenceCount })
          : t('admin.payments.reconciliationFailed', { error: books.error })}{' '}
        <TextLink href={reconciliationList.href({})} className="text-inherit">
          {t('admin.payments.openReconciliations')}
        </TextLink>
      </p>
    </Notice>
  );
}

function useColumns(): (now: string) => Column<Item>[] {
  const { t, format } = useI18n();
  return (now) => [
    {
      key: 'order',
      header: t('admin.payments.column.order'),
      rowHeader: true,
      cell: ({ orderId, number }) => <OrderLink orderId={orderId} number={number} />,
    },
    {
      key: 'what',
      header: t('admin.payments.column.issue'),
      cell: (item) => <AttentionReason item={item} />,
    },
    {
      key: 'amount',
      header: t('admin.payments.column.amount'),
      align: 'end',
      cell: (item) =>
        'amountCents' in item ? (
          <strong className="whitespace-nowrap">
            {format.money(item.amountCents, item.currency)}
          </strong>
        ) : (
          '–'
        ),
    },
    {
      key: 'since',
      header: t('admin.payments.column.since'),
      cell: ({ since }) => <Timestamp at={since} now={now} />,
    },
    {
      key: 'actions',
      header: t('admin.actions'),
      headerHidden: true,
      cell: (item) => (
        <div className="flex flex-wrap gap-2">
          <Actions item={item} />
        </div>
      ),
    },
  ];
}

function AttentionReason({ item }: { item: Item }) {
  const { t } = useI18n();
  const reason = useReason(item);
  return (
    <>
      <Badge tone={tones[item.kind]}>{t(`admin.payments.kind.${item.kind}`)}</Badge>
      {reason && <span className="mt-1 block text-sm">{reason}</span>}
      <span className="mt-1 block max-w-md text-sm text-ink-soft">
        {t(`admin.payments.advice.${item.kind}`)}
      </span>
    </>
  );
}

function useReason(item: Item): string | null {
  const { t } = useI18n();
  switch (item.kind) {
    case 'payment_held':
      return t(`admin.payments.heldReason.${item.reason}`);
    case 'dispute':
      return `${t(`admin.payments.disputeState.${item.state}`)}: ${item.reason}`;
    case 'refund_failed':
    case 'refund_waiting':
      return item.error;
    default:
      return null;
  }
}

function Actions({ item }: { item: Item }) {
  const { orderId, number } = item;
  switch (item.kind) {
    case 'payment_held':
      return <RefundHeldPayment orderId={orderId} number={number} size="sm" />;
    case 'refund_failed':
      return <ResolveRefund {...item} />;
    case 'session_missing':
      return (
        <>
          <LookUpPayment orderId={orderId} number={number} size="sm" />
          <ConfirmNotPaid orderId={orderId} number={number} />
        </>
      );
    default:
      return <LookUpPayment orderId={orderId} number={number} size="sm" />;
  }
}
