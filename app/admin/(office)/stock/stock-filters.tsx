'use client';

import { Field } from '#app/components/ui/field.tsx';
import { Input } from '#app/components/ui/input.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { FilterForm } from '../../parts/filter-form.tsx';
import { stockHref, type StockQuery } from './stock-query.ts';

/** Which stock to show. */
export function StockFilters({ query }: { query: StockQuery }) {
  const { t } = useTexts();
  return (
    <FilterForm path="/admin/stock" narrowed={query.search !== undefined} clearHref={stockHref({})}>
      <Field id="search" label={t('admin.stock.search')} className="col-span-2 sm:w-80">
        {(control) => (
          <Input
            {...control}
            type="search"
            name="search"
            defaultValue={query.search}
            maxLength={100}
            placeholder={t('admin.stock.searchHint')}
          />
        )}
      </Field>
    </FilterForm>
  );
}
