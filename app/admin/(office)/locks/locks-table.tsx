'use client';

import { LockOpen } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '#app/components/ui/badge.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { DataTable, type Column } from '#app/components/ui/data-table.tsx';
import { EmptyState } from '#app/components/ui/states.tsx';
import { trpc, type RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { CancelOrder } from '../../orders/cancel-order.tsx';
import { RecoverStock } from '../../orders/recover-stock.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageLinks } from '../../parts/page-links.tsx';
import { SkuName } from '../../parts/sku-name.tsx';
import { TextLink } from '../../parts/text-link.tsx';
import { When } from '../../parts/when.tsx';
import { useLiveQuery } from '../../shell/live.tsx';
import { isNarrowed, locksHref, locksInput } from './locks-query.ts';
import type { LocksQuery } from './locks-query.ts';

type Lock = RouterOutputs['admin']['locks']['list']['locks'][number];

/** Each lock: who holds what since when, when it ends, and what staff can do about it. */
export function LocksTable({ query }: { query: LocksQuery }) {
  const { t } = useTexts();
  const locks = trpc.admin.locks.list.useQuery(locksInput(query), useLiveQuery());
  const columnsFor = useColumns(query);
  return (
    <Loaded query={locks}>
      {(data, busy) => (
        <>
          {data.locks.length === 0 ? (
            <NoLocks query={query} />
          ) : (
            <DataTable
              caption={t('admin.locks.title')}
              columns={columnsFor(data.now)}
              rows={data.locks}
              keyOf={({ orderId, skuId, locationId }) => orderId + skuId + locationId}
              toneOf={({ overdue }) => (overdue ? 'bad' : undefined)}
              busy={busy}
            />
          )}
          <PageLinks
            first={query.cursor ? locksHref({ ...query, cursor: undefined }) : null}
            next={data.nextCursor && locksHref({ ...query, cursor: data.nextCursor })}
          />
        </>
      )}
    </Loaded>
  );
}

function useColumns(query: LocksQuery): (now: string) => Column<Lock>[] {
  const { t, format } = useTexts();
  const active = query.state === 'active';
  const sortBy = (sort: LocksQuery['sort']) => locksHref({ ...query, sort, cursor: undefined });
  return (now) => [
    {
      key: 'order',
      header: t('admin.locks.column.order'),
      rowHeader: true,
      cell: (lock) => (
        <>
          <TextLink href={`/admin/orders/${lock.orderId}`} className="whitespace-nowrap">
            {lock.number}
          </TextLink>
          <span className="block text-sm text-ink-soft">{lock.email}</span>
        </>
      ),
    },
    {
      key: 'sku',
      header: t('admin.locks.column.sku'),
      cell: (lock) => (
        <>
          <TextLink
            href={locksHref({ skuId: lock.skuId, state: query.state })}
            className="@4xl:whitespace-nowrap"
          >
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
      sort: active
        ? {
            href: sortBy(query.sort === 'quantity' ? 'recoverAt' : 'quantity'),
            direction: query.sort === 'quantity' ? 'descending' : null,
          }
        : undefined,
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
      cell: (lock) => <When at={lock.lockedAt} now={now} />,
    },
    ...(active ? endColumns(t, query, sortBy, now) : [settledColumn(t, now)]),
    {
      key: 'actions',
      header: t('admin.actions'),
      headerHidden: true,
      cell: (lock) =>
        active && (
          <div className="flex flex-wrap gap-2 @4xl:flex-col @6xl:flex-row">
            <RecoverStock orderId={lock.orderId} number={lock.number} size="sm" />
            {lock.orderStatus === 'pending_payment' && (
              <CancelOrder orderId={lock.orderId} number={lock.number} size="sm" />
            )}
          </div>
        ),
    },
  ];
}

type Translate = ReturnType<typeof useTexts>['t'];

/** Which jobs will end the lock, and when. */
function endColumns(
  t: Translate,
  query: LocksQuery,
  sortBy: (sort: LocksQuery['sort']) => string,
  now: string,
): Column<Lock>[] {
  const directions = {
    recoverAt: 'ascending',
    recoverAtDesc: 'descending',
    quantity: null,
  } as const;
  return [
    {
      key: 'payBy',
      header: t('admin.locks.column.payBy'),
      headerNote: 'close-orders',
      cell: (lock) => <When at={lock.payBy} now={now} />,
    },
    {
      key: 'recoverAt',
      header: t('admin.locks.column.recoverAt'),
      headerNote: 'recover-stock',
      sort: {
        href: sortBy(query.sort === 'recoverAt' ? 'recoverAtDesc' : 'recoverAt'),
        direction: directions[query.sort],
      },
      cell: (lock) => (
        <>
          <When at={lock.recoverAt} now={now} />
          {lock.overdue && (
            <Badge tone="bad" className="mt-1">
              {t('admin.locks.overdue')}
            </Badge>
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
        {lock.settledAt && <When at={lock.settledAt} now={now} />}
        <Badge tone={lock.state === 'consumed' ? 'good' : 'neutral'} className="mt-1">
          {t(`admin.locks.state.${lock.state}`)}
        </Badge>
      </>
    ),
  };
}

function NoLocks({ query }: { query: LocksQuery }) {
  const { t } = useTexts();
  const icon = <LockOpen aria-hidden className="size-8" />;
  if (!isNarrowed(query)) {
    return (
      <EmptyState title={t('admin.locks.empty')} icon={icon}>
        {t('admin.locks.emptyText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t('admin.nothingFits')}
      icon={icon}
      action={
        <Link href={locksHref({})} className={buttonClass()}>
          {t('admin.clear')}
        </Link>
      }
    >
      {t('admin.nothingFitsText')}
    </EmptyState>
  );
}
