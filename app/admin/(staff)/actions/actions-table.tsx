'use client';

import { UserRound } from 'lucide-react';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { staffActionText, staffOutcomeText } from '../../ui/staff-action-text.ts';
import { OrderLink } from '../../ui/order-link.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../frame/live-updates.tsx';
import { ActionFilters } from './action-filters.tsx';
import { actionsHref, actionsInput, type ActionsQuery } from './actions-query.ts';
import { requestedDetails, detailTexts } from './details-text.ts';

type Actions = RouterOutputs['admin']['actions']['list'];
type Action = Actions['actions'][number];

/** Every change that staff asked for, the newest first. */
export function ActionsTable({ query }: { query: ActionsQuery }) {
  const { t } = useI18n();
  const actions = trpc.admin.actions.list.useQuery(actionsInput(query), useLiveQueryOptions());
  const columnsFor = useColumns();
  return (
    <>
      <ActionFilters query={query} staff={actions.data?.staff ?? []} />
      <PaginatedTable
        query={actions}
        caption={t('admin.actionLog.title')}
        rowsOf={(data) => data.actions}
        columnsFor={columnsFor}
        keyOf={({ actionId }) => actionId}
        cursor={query.cursor}
        hrefFor={(cursor) => actionsHref({ ...query, cursor })}
        clearHref={query.staff || query.action ? actionsHref({}) : undefined}
        empty={{
          title: t('admin.actionLog.empty'),
          text: t('admin.actionLog.emptyText'),
          icon: UserRound,
        }}
      />
    </>
  );
}

function useColumns(): (data: Actions) => Column<Action>[] {
  const { t } = useI18n();
  return ({ now, currency }) => [
    {
      key: 'askedAt',
      header: t('admin.actionLog.column.askedAt'),
      rowHeader: true,
      cell: ({ askedAt }) => <Timestamp at={askedAt} now={now} />,
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
      cell: ({ outcome, told }) => (
        <>
          <Badge tone={toneOf(outcome)} className="whitespace-normal!">
            {staffOutcomeText(t, outcome)}
          </Badge>
          <Details details={told} currency={currency} />
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

/** What was asked for, or what came of it, part by part. */
function Details({ details, currency }: { details: Action['details']; currency: string }) {
  const texts = useI18n();
  return detailTexts(texts, details, currency).map((text) => (
    <span key={text} className="block max-w-md text-sm break-words text-ink-soft">
      {text}
    </span>
  ));
}

function toneOf(outcome: string | null): Tone {
  if (outcome === null) return 'warn';
  if (outcome === 'failed' || outcome.startsWith('refused')) return 'bad';
  return 'neutral';
}
