'use client';

import { LockOpen } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../frame/live-updates.tsx';
import { hasFilters, lockedSkusInput, locksHref } from './locks-query.ts';
import type { LocksQuery } from './locks-query.ts';

type LockedSku = RouterOutputs['admin']['locks']['bySku']['skus'][number];

/** One row per SKU that has locked units. */
export function LocksBySku({ query }: { query: LocksQuery }) {
  const { t } = useI18n();
  const skus = trpc.admin.locks.bySku.useQuery(lockedSkusInput(query), useLiveQueryOptions());
  const columnsFor = useColumns(query);
  return (
    <PaginatedTable
      query={skus}
      caption={t('admin.locks.bySku')}
      rowsOf={(data) => data.skus}
      columnsFor={({ now }) => columnsFor(now)}
      keyOf={({ skuId }) => skuId}
      cursor={query.cursor}
      hrefFor={(cursor) => locksHref({ ...query, cursor })}
      clearHref={hasFilters(query) ? locksHref({ view: 'sku' }) : undefined}
      empty={{ title: t('admin.locks.empty'), text: t('admin.locks.emptyText'), icon: LockOpen }}
    />
  );
}

function useColumns(query: LocksQuery): (now: string) => Column<LockedSku>[] {
  const { t, format } = useI18n();
  const { overdue, location } = query;
  const hrefOf = (skuId: string) => locksHref({ skuId, overdue, location });
  const sortBy = (skuSort: LocksQuery['skuSort']) =>
    locksHref({ ...query, skuSort, cursor: undefined });
  return (now) => [
    {
      key: 'sku',
      header: t('admin.locks.column.sku'),
      rowHeader: true,
      sort: {
        href: sortBy('code'),
        direction: query.skuSort === 'code' ? 'ascending' : null,
      },
      cell: ({ code, skuId }) => <TextLink href={hrefOf(skuId)}>{code}</TextLink>,
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
        href: sortBy('locked'),
        direction: query.skuSort === 'locked' ? 'descending' : null,
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
        <TextLink href={hrefOf(skuId)}>{t('admin.locks.locksOf', { count: locks })}</TextLink>
      ),
    },
    {
      key: 'nextRecoverAt',
      header: t('admin.locks.column.nextEnd'),
      cell: ({ nextRecoverAt }) => nextRecoverAt && <Timestamp at={nextRecoverAt} now={now} />,
    },
  ];
}
