'use client';

import { LockOpen } from 'lucide-react';
import { DataTable, type Column } from '#app/components/ui/data-table.tsx';
import { EmptyState } from '#app/components/ui/states.tsx';
import { trpc, type RouterOutputs } from '#app/data/trpc.ts';
import { BaseText } from '#app/goods/base-text.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageLinks } from '../../parts/page-links.tsx';
import { TextLink } from '../../parts/text-link.tsx';
import { When } from '../../parts/when.tsx';
import { useLiveQuery } from '../../shell/live.tsx';
import { locksHref } from './locks-query.ts';
import type { LocksQuery } from './locks-query.ts';

type LockedSku = RouterOutputs['admin']['locks']['bySku']['skus'][number];

/** One row per SKU that has locked units. */
export function LocksBySku({ query }: { query: LocksQuery }) {
  const { t } = useTexts();
  const input = { cursor: query.cursor };
  const skus = trpc.admin.locks.bySku.useQuery(input, useLiveQuery());
  const columnsFor = useColumns();
  return (
    <Loaded query={skus}>
      {(data, busy) => (
        <>
          {data.skus.length === 0 ? (
            <EmptyState
              title={t('admin.locks.empty')}
              icon={<LockOpen aria-hidden className="size-8" />}
            >
              {t('admin.locks.emptyText')}
            </EmptyState>
          ) : (
            <DataTable
              caption={t('admin.locks.bySku')}
              columns={columnsFor(data.now)}
              rows={data.skus}
              keyOf={({ skuId }) => skuId}
              busy={busy}
            />
          )}
          <PageLinks
            first={query.cursor ? locksHref({ view: 'sku' }) : null}
            next={data.nextCursor && locksHref({ view: 'sku', cursor: data.nextCursor })}
          />
        </>
      )}
    </Loaded>
  );
}

function useColumns(): (now: string) => Column<LockedSku>[] {
  const { t, format } = useTexts();
  return (now) => [
    {
      key: 'sku',
      header: t('admin.locks.column.sku'),
      rowHeader: true,
      cell: ({ code, skuId }) => <TextLink href={locksHref({ skuId })}>{code}</TextLink>,
    },
    {
      key: 'product',
      header: t('admin.locks.column.product'),
      cell: ({ productName }) => <BaseText>{productName}</BaseText>,
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
        <TextLink href={locksHref({ skuId })}>
          {t('admin.locks.locksOf', { count: locks })}
        </TextLink>
      ),
    },
    {
      key: 'nextRecoverAt',
      header: t('admin.locks.column.nextEnd'),
      cell: ({ nextRecoverAt }) => nextRecoverAt && <When at={nextRecoverAt} now={now} />,
    },
  ];
}
