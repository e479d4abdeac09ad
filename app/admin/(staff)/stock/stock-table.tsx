'use client';

import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { useLiveQueryOptions } from '../../frame/live-updates.tsx';
import { useStockColumns } from './stock-columns.tsx';
import { stockHref, type StockQuery } from './stock-query.ts';

/** What is there of each SKU at each location. */
export function StockTable({ query }: { query: StockQuery }) {
  const { t } = useI18n();
  const stock = trpc.admin.stock.list.useQuery(query, useLiveQueryOptions());
  const columns = useStockColumns();
  return (
    <PaginatedTable
      query={stock}
      caption={t('admin.stock.title')}
      rowsOf={(data) => data.rows}
      columnsFor={() => columns}
      keyOf={({ skuId, locationId }) => skuId + locationId}
      cursor={query.cursor}
      hrefFor={(cursor) => stockHref({ ...query, cursor })}
      clearHref={query.search ? stockHref({}) : undefined}
      empty={{ title: t('admin.stock.empty'), text: t('admin.stock.emptyText') }}
    />
  );
}
