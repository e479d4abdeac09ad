'use client';

import { actorText } from '#app/admin/ui/actor-text.ts';
import { BookCheck } from 'lucide-react';
import { Badge } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import type { ListQuery } from '#app/lib/lists/define-list.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { reconciliationList } from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';

type Reconciliations = RouterOutputs['admin']['payments']['reconciliations'];
type Run = Reconciliations['reconciliations'][number];

/** Reconciliations, newest first, with the differences that they found. */
export function ReconciliationsTable({ query }: { query: ListQuery<typeof reconciliationList> }) {
  const { t } = useI18n();
  const runs = trpc.admin.payments.reconciliations.useQuery(query, useLiveQueryOptions());
  return (
    <PaginatedTable
      list={reconciliationList}
      query={query}
      result={runs}
      caption={t('admin.payments.books')}
      getRows={(data) => data.reconciliations}
      getColumns={useColumns()}
      rowKey={({ reconciliationId }) => reconciliationId}
      rowTone={({ error }) => (error === null ? undefined : 'bad')}
      empty={{
        title: t('admin.payments.noReconciliations'),
        text: t('admin.payments.noReconciliationsText'),
        icon: BookCheck,
      }}
    />
  );
}

function useColumns(): (data: Reconciliations) => Column<Run>[] {
  const { t, format } = useI18n();
  return ({ now }) => [
    {
      key: 'started',
      header: t('admin.payments.column.started'),
      rowHeader: true,
      cell: ({ startedAt }) => <Timestamp at={startedAt} now={now} />,
    },
    {
      key: 'startedBy',
      header: t('admin.payments.column.startedBy'),
      cell: ({ startedBy }) => actorText(t, startedBy),
    },
    {
      key: 'period',
      header: t('admin.payments.column.period'),
      cell: ({ from, to }) => `${format.dateTime(from)} – ${format.dateTime(to)}`,
    },
    {
      key: 'compared',
      header: t('admin.payments.column.compared'),
      cell: ({ sessions, refunds, disputes }) => (
        <>
          {t('admin.payments.sessions', { count: sessions })},{' '}
          {t('admin.payments.refundsCount', { count: refunds })},{' '}
          {t('admin.payments.disputesCount', { count: disputes })}
        </>
      ),
    },
    {
      key: 'differences',
      header: t('admin.payments.column.differences'),
      cell: (run) => <Differences run={run} />,
    },
  ];
}

function Differences({ run }: { run: Run }) {
  const { t } = useI18n();
  if (run.error !== null) return <span className="text-bad-ink">{run.error}</span>;
  if (run.finishedAt === null) return <Badge tone="warn">{t('admin.sweeps.unfinished')}</Badge>;
  if (run.differenceCount === 0)
    return <Badge tone="good">{t('admin.payments.noDifferences')}</Badge>;
  return (
    <details>
      <summary className="w-fit rounded-sm">
        <Badge tone="bad">
          {t('admin.payments.differencesCount', { count: run.differenceCount })}
        </Badge>
      </summary>
      <ul className="mt-2 flex flex-col gap-3 text-sm">
        {run.differences.map(({ kind, subject, orderId, there, here, said }) => (
          <li key={`${kind} ${subject}`} className="border-l-2 border-line pl-3">
            <strong className="block">{t(`admin.payments.differenceKind.${kind}`)}</strong>
            <span className="block">{t(`admin.payments.differenceRemedy.${kind}`)}</span>
            {there && (
              <LedgerEntryText label={t('admin.payments.atPaymentService')} entry={there} />
            )}
            {here && <LedgerEntryText label={t('admin.payments.inShop')} entry={here} />}
            {said && <code className="block text-ink-soft">{said}</code>}
            {orderId !== null && (
              <TextLink href={`/admin/orders/${orderId}`}>
                {t('admin.payments.column.order')}
              </TextLink>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

type LedgerEntry = NonNullable<Run['differences'][number]['there']>;

/** The record of one side, the shop or the payment service. */
function LedgerEntryText({ label, entry }: { label: string; entry: LedgerEntry }) {
  const { t, format } = useI18n();
  const { money, payment, refund, dispute, sessionId } = entry;
  const parts = [
    money && format.money(money.amountCents, money.currency),
    payment && t(`admin.orders.paymentStates.${payment}`),
    refund && t(`admin.orders.refundStates.${refund}`),
    dispute && t(`admin.payments.disputeState.${dispute}`),
    sessionId && `${t('admin.orders.session')} ${sessionId}`,
  ].filter(Boolean);
  const text = parts.length > 0 ? parts.join(' · ') : t('admin.payments.notRecorded');
  return (
    <span className="block break-words text-ink-soft">
      {label}: {text}
    </span>
  );
}
