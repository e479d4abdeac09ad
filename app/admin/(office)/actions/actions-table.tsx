'use client';

import { UserRound } from 'lucide-react';
import { Badge, type Tone } from '#app/components/ui/badge.tsx';
import type { Column } from '#app/components/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/data/trpc.ts';
import { BaseText } from '#app/goods/base-text.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { ListOf } from '../../parts/list-of.tsx';
import { staffActionText, staffOutcomeText } from '../../parts/staff-action-text.ts';
import { TextLink } from '../../parts/text-link.tsx';
import { When } from '../../parts/when.tsx';
import { useLiveQuery } from '../../shell/live.tsx';

type Action = RouterOutputs['admin']['actions']['list']['actions'][number];

const path = '/admin/actions';

/** Every change that staff asked for, the newest first. */
export function ActionsTable({ cursor }: { cursor: string | undefined }) {
  const { t } = useTexts();
  const actions = trpc.admin.actions.list.useQuery({ cursor }, useLiveQuery());
  const columnsFor = useColumns();
  return (
    <ListOf
      query={actions}
      caption={t('admin.actionLog.title')}
      rowsOf={(data) => data.actions}
      columnsFor={({ now }) => columnsFor(now)}
      keyOf={({ actionId }) => actionId}
      cursor={cursor}
      hrefFor={(at) => (at ? `${path}?${new URLSearchParams({ cursor: at })}` : path)}
      empty={{
        title: t('admin.actionLog.empty'),
        text: t('admin.actionLog.emptyText'),
        icon: UserRound,
      }}
    />
  );
}

function useColumns(): (now: string) => Column<Action>[] {
  const { t } = useTexts();
  return (now) => [
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
      cell: ({ action, details }) => (
        <>
          {staffActionText(t, action)}
          <Details details={details} />
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
      cell: ({ outcome }) => (
        <Badge tone={toneOf(outcome)} className="whitespace-normal!">
          {staffOutcomeText(t, outcome)}
        </Badge>
      ),
    },
  ];
}

function Subject({ action }: { action: Action }) {
  const { order, skuId, code, productId, productName } = action;
  if (order) return <TextLink href={`/admin/orders/${order.orderId}`}>{order.number}</TextLink>;
  if (skuId) return <TextLink href={`/admin/stock/${skuId}`}>{code ?? skuId}</TextLink>;
  return productName ? <BaseText>{productName}</BaseText> : (productId ?? '–');
}

/** What was asked for, in the words of the request. */
function Details({ details }: { details: Action['details'] }) {
  const shown = Object.entries(details).filter(
    ([name]) => !name.endsWith('Id') && name !== 'version',
  );
  if (shown.length === 0) return null;
  return (
    <span className="block text-sm text-ink-soft">
      {shown.map(([name, value]) => `${name}: ${value}`).join(', ')}
    </span>
  );
}

function toneOf(outcome: string | null): Tone {
  if (outcome === null) return 'warn';
  if (outcome === 'failed' || outcome.startsWith('refused')) return 'bad';
  return 'neutral';
}
