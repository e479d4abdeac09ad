'use client';

import { trpc } from '#app/lib/api/trpc.ts';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { ListOf } from '../../ui/list-of.tsx';
import { useLiveQuery } from '../../frame/live.tsx';
import { useStockColumns } from './stock-columns.tsx';
import { stockHref, type StockQuery } from './stock-query.ts';

/** What is there of each SKU at each location. */
export function StockTable({ query }: { query: StockQuery }) {
  const { t } = useTexts();
  const stock = trpc.admin.stock.list.useQuery(query, useLiveQuery());
  const columns = useStockColumns();
  return (
    <ListOf
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
