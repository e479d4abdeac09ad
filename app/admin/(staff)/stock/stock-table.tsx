'use client';

import { trpc } from '#app/lib/api/trpc.ts';
import type { ListQuery } from '#app/lib/lists/define-list.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm, SearchField } from '../../ui/filter-form.tsx';
import { stockList } from '../../ui/lists.ts';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { useStockColumns } from './stock-columns.tsx';

/** Units of each SKU at each location. */
export function StockTable({ query }: { query: ListQuery<typeof stockList> }) {
  const { t } = useI18n();
  const stock = trpc.admin.stock.list.useQuery(query, useLiveQueryOptions());
  const columns = useStockColumns();
  return (
    <>
      <FilterForm list={stockList} query={query}>
        <SearchField
          label={t('admin.stock.search')}
          hint={t('admin.stock.searchHint')}
          value={query.search}
          className="col-span-2 sm:w-80"
        />
      </FilterForm>
      <PaginatedTable
        list={stockList}
        query={query}
        result={stock}
        caption={t('admin.stock.title')}
        getRows={(data) => data.rows}
        getColumns={() => columns}
        rowKey={({ skuId, locationId }) => skuId + locationId}
        empty={{ title: t('admin.stock.empty'), text: t('admin.stock.emptyText') }}
      />
    </>
  );
}
