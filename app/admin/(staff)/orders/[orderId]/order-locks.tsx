'use client';

import { Badge } from '#app/ui/badge.tsx';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { lockList } from '#app/admin/ui/lists.ts';
import { TextLink } from '#app/admin/ui/text-link.tsx';
import { Timestamp } from '#app/admin/ui/timestamp.tsx';
import type { OrderData } from './order-data.ts';

type Lock = OrderData['locks'][number];

const tones = { active: 'warn', consumed: 'good', released: 'neutral' } as const;

/** The stock locks of an order, active or settled. */
export function OrderLocks({ locks, now }: { locks: Lock[]; now: string }) {
  const { t } = useI18n();
  const columns = useColumns(now);
  if (locks.length === 0) return <p className="text-ink-soft">{t('admin.orders.noLocks')}</p>;
  return (
    <DataTable
      caption={t('admin.orders.locks')}
      columns={columns}
      rows={locks}
      rowKey={({ skuId, locationId }) => skuId + locationId}
      rowTone={({ overdue }) => (overdue ? 'bad' : undefined)}
      compact
    />
  );
}

function useColumns(now: string): Column<Lock>[] {
  const { t, format } = useI18n();
  return [
    {
      key: 'sku',
      header: t('admin.locks.column.sku'),
      rowHeader: true,
      cell: ({ code, skuId }) => <TextLink href={lockList.href({ skuId })}>{code}</TextLink>,
    },
    {
      key: 'quantity',
      header: t('admin.locks.column.quantity'),
      align: 'end',
      cell: ({ quantity }) => format.number(quantity),
    },
    {
      key: 'location',
      header: t('admin.locks.column.location'),
      cell: ({ locationName }) => locationName,
    },
    {
      key: 'state',
      header: t('admin.locks.column.state'),
      cell: ({ state, overdue }) => (
        <span className="flex flex-wrap gap-1">
          <Badge tone={tones[state]}>{t(`admin.locks.state.${state}`)}</Badge>
          {overdue && <Badge tone="bad">{t('admin.locks.overdue')}</Badge>}
        </span>
      ),
    },
    {
      key: 'end',
      header: t('admin.locks.column.recoverAt'),
      headerNote: t('admin.locks.column.settledAt'),
      cell: ({ recoverAt, settledAt }) => <Timestamp at={settledAt ?? recoverAt} now={now} />,
    },
  ];
}
