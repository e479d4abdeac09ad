'use client';

import { UserRound } from 'lucide-react';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm, FilterSelect } from '../../ui/filter-form.tsx';
import { actionInput, actionList, type ActionQuery } from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { staffActions, staffActionText, staffOutcomeText } from '../../ui/outcome-text.ts';
import { OrderLink, TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { requestedDetails, detailTexts } from './details-text.ts';

type Actions = RouterOutputs['admin']['actions']['list'];
type Action = Actions['actions'][number];

/** All changes made by staff, newest first. */
export function ActionsTable({ query }: { query: ActionQuery }) {
  const { t } = useI18n();
  const actions = trpc.admin.actions.list.useQuery(actionInput(query), useLiveQueryOptions());
  return (
    <>
      <ActionFilters query={query} staff={actions.data?.staff ?? []} />
      <PaginatedTable
        list={actionList}
        query={query}
        result={actions}
        caption={t('admin.actionLog.title')}
        getRows={(data) => data.actions}
        getColumns={useColumns()}
        rowKey={({ actionId }) => actionId}
        empty={{
          title: t('admin.actionLog.empty'),
          text: t('admin.actionLog.emptyText'),
          icon: UserRound,
        }}
      />
    </>
  );
}

function ActionFilters({ query, staff }: { query: ActionQuery; staff: string[] }) {
  const { t } = useI18n();
  return (
    <FilterForm list={actionList} query={query}>
      <FilterSelect
        name="staff"
        label={t('admin.actionLog.column.staff')}
        value={query.staff}
        all={t('admin.all')}
        options={staff}
      />
      <FilterSelect
        name="action"
        label={t('admin.actionLog.column.action')}
        value={query.action}
        all={t('admin.all')}
        options={staffActions}
        optionText={(action) => t(`admin.actionLog.actionName.${action}`)}
      />
    </FilterForm>
  );
}

function useColumns(): (data: Actions) => Column<Action>[] {
  const { t } = useI18n();
  return ({ now, currency }) => [
    {
      key: 'requestedAt',
      header: t('admin.actionLog.column.requestedAt'),
      rowHeader: true,
      cell: ({ requestedAt }) => <Timestamp at={requestedAt} now={now} />,
    },
    {
      key: 'staff',
      header: t('admin.actionLog.column.staff'),
      cell: ({ staff }) => staff,
    },
    {
      key: 'action',
      header: t('admin.actionLog.column.action'),
      cell: (action) => (
        <>
          {staffActionText(t, action.action)}
          <Details details={requestedDetails(action)} currency={currency} />
        </>
      ),
    },
    {
      key: 'subject',
      header: t('admin.actionLog.column.subject'),
      cell: (action) => <Subject action={action} />,
    },
    {
      key: 'outcome',
      header: t('admin.actionLog.column.outcome'),
      cell: ({ outcome, result }) => (
        <>
          <Badge tone={outcomeTone(outcome)} className="whitespace-normal!">
            {staffOutcomeText(t, outcome)}
          </Badge>
          <Details details={result} currency={currency} />
        </>
      ),
    },
  ];
}

function Subject({ action }: { action: Action }) {
  const { order, skuId, code, productId, productName } = action;
  if (order) return <OrderLink orderId={order.orderId} number={order.number} />;
  if (skuId) return <TextLink href={`/admin/stock/${skuId}`}>{code ?? skuId}</TextLink>;
  if (!productId) return '–';
  return (
    <TextLink href={`/admin/products/${productId}`}>
      {productName ? <BaseLanguageText>{productName}</BaseLanguageText> : productId}
    </TextLink>
  );
}

/** The details of a request or of its result. */
function Details({ details, currency }: { details: Action['details']; currency: string }) {
  const texts = useI18n();
  return detailTexts(texts, details, currency).map((text) => (
    <span key={text} className="block max-w-md text-sm break-words text-ink-soft">
      {text}
    </span>
  ));
}

function outcomeTone(outcome: string | null): Tone {
  if (outcome === null) return 'warn';
  if (outcome === 'failed' || outcome.startsWith('refused')) return 'bad';
  return 'neutral';
}
