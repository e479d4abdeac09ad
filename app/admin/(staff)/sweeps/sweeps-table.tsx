'use client';

import { actorText } from '#app/admin/ui/actor-text.ts';
import { History } from 'lucide-react';
import { Badge } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import type { ListQuery } from '#app/lib/lists/define-list.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { sweepList } from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { SweepResult } from './sweep-result.tsx';

type Sweeps = RouterOutputs['admin']['sweeps']['list'];
type Sweep = Sweeps['sweeps'][number];

/** Sweeps, newest first, with what they found. */
export function SweepsTable({ query }: { query: ListQuery<typeof sweepList> }) {
  const { t } = useI18n();
  const sweeps = trpc.admin.sweeps.list.useQuery(query, useLiveQueryOptions());
  return (
    <PaginatedTable
      list={sweepList}
      query={query}
      result={sweeps}
      caption={t('admin.sweeps.title')}
      getRows={(data) => data.sweeps}
      getColumns={useColumns()}
      rowKey={({ sweepId }) => sweepId}
      rowTone={({ error }) => (error === null ? undefined : 'bad')}
      empty={{ title: t('admin.sweeps.empty'), text: t('admin.sweeps.emptyText'), icon: History }}
    />
  );
}

function useColumns(): (data: Sweeps) => Column<Sweep>[] {
  const { t, format } = useI18n();
  return ({ now }) => [
    {
      key: 'startedAt',
      header: t('admin.sweeps.column.startedAt'),
      rowHeader: true,
      cell: ({ startedAt }) => <Timestamp at={startedAt} now={now} />,
    },
    {
      key: 'startedBy',
      header: t('admin.sweeps.column.startedBy'),
      cell: ({ startedBy }) => actorText(t, startedBy),
    },
    {
      key: 'took',
      header: t('admin.sweeps.column.duration'),
      align: 'end',
      cell: (sweep) => durationText(t, sweep),
    },
    {
      key: 'result',
      header: t('admin.sweeps.column.result'),
      cell: (sweep) => <SweepResult sweep={sweep} now={now} />,
    },
    {
      key: 'orders',
      header: t('admin.sweeps.column.orders'),
      cell: (sweep) => (
        <Found
          count={format.number(sweep.ordersFound)}
          parts={[
            sweep.ordersPaid > 0 && t('admin.sweeps.paid', { count: sweep.ordersPaid }),
            sweep.ordersCancelled > 0 &&
              t('admin.sweeps.cancelled', { count: sweep.ordersCancelled }),
            sweep.ordersUnresolved > 0 &&
              t('admin.sweeps.unresolved', { count: sweep.ordersUnresolved }),
          ]}
        />
      ),
    },
    {
      key: 'locks',
      header: t('admin.sweeps.column.locks'),
      cell: (sweep) => (
        <Found
          count={format.number(sweep.locksFound)}
          parts={[
            sweep.locksConsumed > 0 && t('admin.sweeps.consumed', { count: sweep.locksConsumed }),
            sweep.locksReleased > 0 && t('admin.sweeps.released', { count: sweep.locksReleased }),
          ]}
        />
      ),
    },
    {
      key: 'refunds',
      header: t('admin.sweeps.column.refunds'),
      align: 'end',
      cell: ({ refundsFound }) => format.number(refundsFound),
    },
  ];
}

function Found(props: { count: string; parts: (string | false)[] }) {
  const parts = props.parts.filter((part) => part !== false);
  return (
    <>
      <strong className="tabular-nums">{props.count}</strong>
      {parts.length > 0 && (
        <span className="mt-1 flex flex-wrap gap-1">
          {parts.map((part) => (
            <Badge key={part}>{part}</Badge>
          ))}
        </span>
      )}
    </>
  );
}

function durationText(t: Translate, sweep: Sweep): string {
  if (!sweep.finishedAt) return '–';
  const seconds = (Date.parse(sweep.finishedAt) - Date.parse(sweep.startedAt)) / 1000;
  return t('admin.sweeps.seconds', { seconds: Math.round(seconds * 10) / 10 });
}
