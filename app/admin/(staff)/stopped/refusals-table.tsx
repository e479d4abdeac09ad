'use client';

import { ShieldCheck } from 'lucide-react';
import { SUBJECT_KINDS } from '#server/shared/limit-subjects.ts';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import type { ListQuery } from '#app/lib/lists/define-list.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { FilterForm, FilterSelect } from '../../ui/filter-form.tsx';
import { refusalList } from '../../ui/lists.ts';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { EndExemption, ExemptSubject } from './exempt-subject.tsx';

type Refusals = RouterOutputs['admin']['limits']['refusals'];
type Refusal = Refusals['refusals'][number];

/** Whose orders limits refused and why, the latest first. */
export function RefusalsTable({ query }: { query: ListQuery<typeof refusalList> }) {
  const { t } = useI18n();
  const refusals = trpc.admin.limits.refusals.useQuery(query, useLiveQueryOptions());
  return (
    <>
      <FilterForm list={refusalList} query={query}>
        <FilterSelect
          name="kind"
          label={t('admin.limits.column.subject')}
          value={query.kind}
          all={t('admin.all')}
          options={SUBJECT_KINDS}
          optionText={(kind) => t(`admin.limits.kind.${kind}`)}
        />
      </FilterForm>
      <PaginatedTable
        list={refusalList}
        query={query}
        result={refusals}
        caption={t('admin.limits.title')}
        getRows={(data) => data.refusals}
        getColumns={useColumns()}
        rowKey={({ refusalId }) => refusalId}
        empty={{
          title: t('admin.limits.empty'),
          text: t('admin.limits.emptyText'),
          icon: ShieldCheck,
        }}
      />
    </>
  );
}

function useColumns(): (data: Refusals) => Column<Refusal>[] {
  const { t, format } = useI18n();
  return ({ now }) => [
    {
      key: 'subject',
      header: t('admin.limits.column.subject'),
      rowHeader: true,
      cell: (refusal) => (
        <>
          <span className="break-all">{subjectText(refusal)}</span>
          <span className="block text-sm text-ink-soft">
            {t(`admin.limits.kind.${refusal.kind}`)}
          </span>
        </>
      ),
    },
    {
      key: 'reason',
      header: t('admin.limits.column.reason'),
      cell: (refusal) => (
        <>
          {reasonText(t, refusal)}
          {refusal.skuId && (
            <TextLink href={`/admin/stock/${refusal.skuId}`} className="block text-sm">
              {refusal.code ?? refusal.skuId}
            </TextLink>
          )}
        </>
      ),
    },
    {
      key: 'count',
      header: t('admin.limits.column.count'),
      align: 'end',
      cell: ({ count }) => format.number(count),
    },
    {
      key: 'firstAt',
      header: t('admin.limits.column.firstAt'),
      cell: ({ firstAt }) => <Timestamp at={firstAt} now={now} />,
    },
    {
      key: 'lastAt',
      header: t('admin.limits.column.lastAt'),
      cell: ({ lastAt }) => <Timestamp at={lastAt} now={now} />,
    },
    {
      key: 'exemptUntil',
      header: t('admin.limits.column.exemptUntil'),
      cell: ({ exemptUntil }) => (exemptUntil ? <Timestamp at={exemptUntil} now={now} /> : '–'),
    },
    {
      key: 'actions',
      header: t('admin.actions'),
      headerHidden: true,
      cell: (refusal) => {
        const Action = refusal.exemptUntil ? EndExemption : ExemptSubject;
        return <Action refusalId={refusal.refusalId} name={subjectText(refusal)} />;
      },
    },
  ];
}

/** An IPv6 address stands for its network. */
function subjectText({ kind, subject }: Pick<Refusal, 'kind' | 'subject'>): string {
  return kind === 'network' && subject.includes(':') ? `${subject}/64` : subject;
}

function reasonText(t: Translate, { reason, skuId }: Refusal): string {
  if (reason === 'TOO_MANY_OPEN_ORDERS') return t('admin.limits.reason.openOrders');
  if (reason === 'PURCHASE_LIMIT') return t('admin.limits.reason.purchaseLimit');
  return t(skuId ? 'admin.limits.reason.unitsOfSku' : 'admin.limits.reason.units');
}
