'use client';

import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import type { ListQuery } from '#app/lib/lists/define-list.ts';
import { ProductPicture } from '#app/ui/product-picture.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm, FilterSelect, SearchField } from '../../ui/filter-form.tsx';
import { productList, stockList } from '../../ui/lists.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';

type Products = RouterOutputs['admin']['products']['list'];
type Query = ListQuery<typeof productList>;

/** Products by name, with their stock. */
export function ProductsTable({ query }: { query: Query }) {
  const { t } = useI18n();
  const products = trpc.admin.products.list.useQuery(query, useLiveQueryOptions());
  return (
    <>
      <ProductFilters query={query} />
      <PaginatedTable
        list={productList}
        query={query}
        result={products}
        caption={t('admin.products.title')}
        getRows={(data) => data.products}
        getColumns={useColumns()}
        rowKey={({ productId }) => productId}
        empty={{ title: t('admin.products.empty'), text: t('admin.products.emptyText') }}
      />
    </>
  );
}

function ProductFilters({ query }: { query: Query }) {
  const { t } = useI18n();
  return (
    <FilterForm list={productList} query={query}>
      <SearchField
        label={t('admin.products.search')}
        hint={t('admin.products.searchHint')}
        value={query.search}
        className="col-span-2 sm:w-80"
      />
      <FilterSelect
        name="archived"
        label={t('admin.products.sale')}
        value={query.archived && '1'}
        all={t('admin.products.onSale')}
        options={['1']}
        optionText={() => t('admin.products.offSale')}
      />
    </FilterForm>
  );
}

function useColumns(): (data: Products) => Column<Products['products'][number]>[] {
  const { t, format } = useI18n();
  return ({ currency }) => [
    {
      key: 'name',
      header: t('admin.products.column.name'),
      rowHeader: true,
      cell: ({ productId, name, slug, image }) => (
        <div className="flex items-center gap-3">
          <ProductPicture src={image} size={48} className="size-12 shrink-0 rounded-md" />
          <div className="min-w-0">
            <TextLink href={`/admin/products/${productId}`}>
              <BaseLanguageText>{name}</BaseLanguageText>
            </TextLink>
            <span className="block text-sm text-ink-soft">{slug}</span>
          </div>
        </div>
      ),
    },
    {
      key: 'category',
      header: t('admin.products.column.category'),
      cell: ({ category }) => <BaseLanguageText>{category}</BaseLanguageText>,
    },
    {
      key: 'skus',
      header: t('admin.products.column.variants'),
      align: 'end',
      cell: ({ skus }) => format.number(skus),
    },
    {
      key: 'price',
      header: t('admin.products.column.price'),
      align: 'end',
      cell: ({ fromPriceCents: from, toPriceCents: to }) => {
        if (from === null || to === null) return '–';
        if (from === to) return format.money(from, currency);
        return t('admin.products.priceFrom', {
          from: format.money(from, currency),
          to: format.money(to, currency),
        });
      },
    },
    {
      key: 'onHand',
      header: t('admin.products.column.onHand'),
      align: 'end',
      cell: ({ onHand, name }) => (
        <TextLink href={stockList.href({ search: name })}>{format.number(onHand)}</TextLink>
      ),
    },
    {
      key: 'available',
      header: t('admin.products.column.available'),
      align: 'end',
      cell: ({ available }) => <strong>{format.number(available)}</strong>,
    },
  ];
}
