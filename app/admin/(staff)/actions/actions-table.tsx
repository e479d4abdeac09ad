'use client';

import { UserRound } from 'lucide-react';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseText } from '#app/ui/base-text.tsx';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { ListOf } from '../../ui/list-of.tsx';
import { staffActionText, staffOutcomeText } from '../../ui/staff-action-text.ts';
import { OrderLink } from '../../ui/order-link.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/when.tsx';
import { useLiveQuery } from '../../frame/live.tsx';
import { ActionFilters } from './action-filters.tsx';
import { actionsHref, actionsInput, type ActionsQuery } from './actions-query.ts';
import { askedOf, detailTexts } from './details-text.ts';

type Actions = RouterOutputs['admin']['actions']['list'];
type Action = Actions['actions'][number];

/** Every change that staff asked for, the newest first. */
export function ActionsTable({ query }: { query: ActionsQuery }) {
  const { t } = useTexts();
  const actions = trpc.admin.actions.list.useQuery(actionsInput(query), useLiveQuery());
  const columnsFor = useColumns();
  return (
    <>
      <ActionFilters query={query} staff={actions.data?.staff ?? []} />
      <ListOf
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
  const { t } = useTexts();
  return ({ now, currency }) => [
    {
      key: 'askedAt',
      header: t('admin.actionLog.column.askedAt'),
      rowHeader: true,
      cell: ({ askedAt }) => <When at={askedAt} now={now} />,
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
          <Details details={askedOf(action)} currency={currency} />
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
      {productName ? <BaseText>{productName}</BaseText> : productId}
    </TextLink>
  );
}

/** What was asked for, or what came of it, part by part. */
function Details({ details, currency }: { details: Action['details']; currency: string }) {
  const texts = useTexts();
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
