'use client';

import Link from 'next/link';
import { buttonClass } from '#app/components/ui/button.tsx';
import { DataTable } from '#app/components/ui/data-table.tsx';
import { EmptyState } from '#app/components/ui/states.tsx';
import { trpc } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageLinks } from '../../parts/page-links.tsx';
import { useLiveQuery } from '../../shell/live.tsx';
import { useStockColumns } from './stock-columns.tsx';
import { stockHref, type StockQuery } from './stock-query.ts';

/** What is there of each SKU at each location. */
export function StockTable({ query }: { query: StockQuery }) {
  const { t } = useTexts();
  const stock = trpc.admin.stock.list.useQuery(query, useLiveQuery());
  const columns = useStockColumns();
  return (
    <Loaded query={stock}>
      {(data, busy) => (
        <>
          {data.rows.length === 0 ? (
            <NoStock query={query} />
          ) : (
            <DataTable
              caption={t('admin.stock.title')}
              columns={columns}
              rows={data.rows}
              keyOf={({ skuId, locationId }) => skuId + locationId}
              busy={busy}
            />
          )}
          <PageLinks
            first={query.cursor ? stockHref({ ...query, cursor: undefined }) : null}
            next={data.nextCursor && stockHref({ ...query, cursor: data.nextCursor })}
          />
        </>
      )}
    </Loaded>
  );
}

function NoStock({ query }: { query: StockQuery }) {
  const { t } = useTexts();
  if (!query.search) {
    return <EmptyState title={t('admin.stock.empty')}>{t('admin.stock.emptyText')}</EmptyState>;
  }
  return (
    <EmptyState
      title={t('admin.nothingFits')}
      action={
        <Link href={stockHref({})} className={buttonClass()}>
          {t('admin.clear')}
        </Link>
      }
    >
      {t('admin.nothingFitsText')}
    </EmptyState>
  );
}
