'use client';

import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { stockHref, type StockQuery } from './stock-query.ts';

/** Which stock to show. */
export function StockFilters({ query }: { query: StockQuery }) {
  const { t } = useI18n();
  return (
    <FilterForm path="/admin/stock" narrowed={query.search !== undefined} clearHref={stockHref({})}>
      <SearchField
        label={t('admin.stock.search')}
        hint={t('admin.stock.searchHint')}
        value={query.search}
        className="col-span-2 sm:w-80"
      />
    </FilterForm>
  );
}
