'use client';

import { LockOpen } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { lockedSkuInput, lockedSkuList, lockList, type LockedSkuQuery } from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { LockedSkuFilters } from './lock-filters.tsx';

type LockedSkus = RouterOutputs['admin']['locks']['bySku'];

/** SKUs with locked units. */
export function LocksBySku({ query }: { query: LockedSkuQuery }) {
  const { t } = useI18n();
  const skus = trpc.admin.locks.bySku.useQuery(lockedSkuInput(query), useLiveQueryOptions());
  return (
    <>
      <LockedSkuFilters query={query} />
      <PaginatedTable
        list={lockedSkuList}
        query={query}
        result={skus}
        caption={t('admin.locks.bySku')}
        getRows={(data) => data.skus}
        getColumns={useColumns(query)}
        rowKey={({ skuId }) => skuId}
        empty={{ title: t('admin.locks.empty'), text: t('admin.locks.emptyText'), icon: LockOpen }}
      />
    </>
  );
}

function useColumns(
  query: LockedSkuQuery,
): (data: LockedSkus) => Column<LockedSkus['skus'][number]>[] {
  const { t, format } = useI18n();
  const { overdue, location } = query;
  const locksHref = (skuId: string) => lockList.href({ skuId, overdue, location });
  const sortHref = (sort: LockedSkuQuery['sort']) =>
    lockedSkuList.href({ ...query, sort, cursor: undefined });
  return ({ now }) => [
    {
      key: 'sku',
      header: t('admin.locks.column.sku'),
      rowHeader: true,
      sort: {
        href: sortHref('code'),
        direction: query.sort === 'code' ? 'ascending' : null,
      },
      cell: ({ code, skuId }) => <TextLink href={locksHref(skuId)}>{code}</TextLink>,
    },
    {
      key: 'product',
      header: t('admin.locks.column.product'),
      cell: ({ productName }) => <BaseLanguageText>{productName}</BaseLanguageText>,
    },
    {
      key: 'onHand',
      header: t('admin.locks.column.onHand'),
      align: 'end',
      cell: ({ onHand }) => format.number(onHand),
    },
    {
      key: 'locked',
      header: t('admin.locks.column.locked'),
      sort: {
        href: sortHref('locked'),
        direction: query.sort === 'locked' ? 'descending' : null,
      },
      align: 'end',
      cell: ({ locked }) => <strong>{format.number(locked)}</strong>,
    },
    {
      key: 'available',
      header: t('admin.locks.column.available'),
      align: 'end',
      cell: ({ available }) => format.number(available),
    },
    {
      key: 'locks',
      header: t('admin.locks.column.locks'),
      align: 'end',
      cell: ({ locks, skuId }) => (
        <TextLink href={locksHref(skuId)}>{t('admin.locks.locksOf', { count: locks })}</TextLink>
      ),
    },
    {
      key: 'nextRecoverAt',
      header: t('admin.locks.column.nextEnd'),
      cell: ({ nextRecoverAt }) => nextRecoverAt && <Timestamp at={nextRecoverAt} now={now} />,
    },
  ];
}
