'use client';

import { Field } from '#app/ui/field.tsx';
import { Select } from '#app/ui/select.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { productsHref, type ProductsQuery } from './products-query.ts';

/** Which products to show; all of it lives in the address. */
export function ProductFilters({ query }: { query: ProductsQuery }) {
  const { t } = useI18n();
  return (
    <FilterForm
      path="/admin/products"
      narrowed={Boolean(query.search ?? query.archived)}
      clearHref={productsHref({})}
    >
      <SearchField
        label={t('admin.products.search')}
        hint={t('admin.products.searchHint')}
        value={query.search}
        className="col-span-2 sm:w-80"
      />
      <Field id="archived" label={t('admin.products.sale')} className="sm:w-40">
        {(control) => (
          <Select {...control} name="archived" defaultValue={query.archived ? '1' : ''}>
            <option value="">{t('admin.products.onSale')}</option>
            <option value="1">{t('admin.products.offSale')}</option>
          </Select>
        )}
      </Field>
    </FilterForm>
  );
}
