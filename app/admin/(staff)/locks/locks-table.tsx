'use client';

import { LockOpen } from 'lucide-react';
import { Badge } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { lockInput, lockList, type LockQuery } from '../../ui/lists.ts';
import { CancelOrder, RecoverStock } from '../../ui/order-actions.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { SkuName } from '../../ui/sku-name.tsx';
import { OrderLink, TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { LockFilters } from './lock-filters.tsx';

type Locks = RouterOutputs['admin']['locks']['list'];
type Lock = Locks['locks'][number];

/** Locks with their orders, times and actions. */
export function LocksTable({ query }: { query: LockQuery }) {
  const { t } = useI18n();
  const locks = trpc.admin.locks.list.useQuery(lockInput(query), useLiveQueryOptions());
  return (
    <>
      <LockFilters query={query} />
      <PaginatedTable
        list={lockList}
        query={query}
        result={locks}
        caption={t('admin.locks.title')}
        getRows={(data) => data.locks}
        getColumns={useColumns(query)}
        rowKey={({ orderId, skuId, locationId }) => orderId + skuId + locationId}
        rowTone={({ overdue }) => (overdue ? 'bad' : undefined)}
        empty={{ title: t('admin.locks.empty'), text: t('admin.locks.emptyText'), icon: LockOpen }}
      />
    </>
  );
}

function useColumns(query: LockQuery): (data: Locks) => Column<Lock>[] {
  const { t, format } = useI18n();
  const active = query.state === 'active';
  return ({ now, nextSweepAt }) => [
    {
      key: 'order',
      header: t('admin.locks.column.order'),
      rowHeader: true,
      cell: (lock) => (
        <>
          <OrderLink orderId={lock.orderId} number={lock.number} />
          <span className="block text-sm text-ink-soft">{lock.email}</span>
        </>
      ),
    },
    {
      key: 'sku',
      header: t('admin.locks.column.sku'),
      cell: (lock) => (
        <>
          <TextLink href={lockList.href({ skuId: lock.skuId, state: query.state })}>
            {lock.code}
          </TextLink>
          <span className="block text-sm">
            <SkuName productName={lock.productName} options={lock.options} />
          </span>
        </>
      ),
    },
    {
      key: 'quantity',
      header: t('admin.locks.column.quantity'),
      headerNote: t('admin.locks.column.location'),
      cell: (lock) => (
        <>
          <strong className="tabular-nums">{format.number(lock.quantity)}</strong>
          <span className="block text-sm text-ink-soft">{lock.locationName}</span>
        </>
      ),
    },
    {
      key: 'lockedAt',
      header: t('admin.locks.column.lockedAt'),
      cell: (lock) => <Timestamp at={lock.lockedAt} now={now} />,
    },
    ...(active ? endColumns(t, query, nextSweepAt, now) : [settledColumn(t, now)]),
    {
      key: 'actions',
      header: t('admin.actions'),
      headerHidden: true,
      cell: (lock) =>
        active && (
          <div className="flex flex-wrap gap-2 @4xl:flex-col @6xl:flex-row">
            <RecoverStock
              orderId={lock.orderId}
              number={lock.number}
              payBy={lock.orderStatus === 'pending_payment' ? lock.payBy : null}
              now={now}
              size="sm"
            />
            {lock.orderStatus === 'pending_payment' && (
              <CancelOrder orderId={lock.orderId} number={lock.number} size="sm" />
            )}
          </div>
        ),
    },
  ];
}

/** When the two jobs that can end a lock are due; a sweep ends what both miss. */
function endColumns(
  t: Translate,
  query: LockQuery,
  nextSweepAt: string,
  now: string,
): Column<Lock>[] {
  const latestFirst = query.sort === 'recoverAtDesc';
  const sort = latestFirst ? 'recoverAt' : 'recoverAtDesc';
  return [
    {
      key: 'payBy',
      header: t('admin.locks.column.payBy'),
      headerNote: 'close-orders',
      cell: (lock) => <Timestamp at={lock.payBy} now={now} />,
    },
    {
      key: 'recoverAt',
      header: t('admin.locks.column.recoverAt'),
      headerNote: 'recover-stock',
      sort: {
        href: lockList.href({ ...query, sort, cursor: undefined }),
        direction: latestFirst ? 'descending' : 'ascending',
      },
      cell: (lock) => (
        <>
          <Timestamp at={lock.recoverAt} now={now} />
          {lock.overdue && (
            <>
              <Badge tone="bad" className="my-1">
                {t('admin.locks.overdue')}
              </Badge>
              <span className="block text-sm">
                {t('admin.locks.nextSweep')} <Timestamp at={nextSweepAt} now={now} />
              </span>
            </>
          )}
        </>
      ),
    },
  ];
}

function settledColumn(t: Translate, now: string): Column<Lock> {
  return {
    key: 'settledAt',
    header: t('admin.locks.column.settledAt'),
    cell: (lock) => (
      <>
        {lock.settledAt && <Timestamp at={lock.settledAt} now={now} />}
        <Badge tone={lock.state === 'consumed' ? 'good' : 'neutral'} className="mt-1">
          {t(`admin.locks.state.${lock.state}`)}
        </Badge>
      </>
    ),
  };
}
