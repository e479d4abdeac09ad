'use client';

import Image from 'next/image';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLiveQueryOptions } from '../../frame/live-updates.tsx';
import { stockHref } from '../stock/stock-query.ts';
import { productsHref, type ProductsQuery } from './products-query.ts';

type Product = RouterOutputs['admin']['products']['list']['products'][number];

/** Products by name, each with what there is of it. */
export function ProductsTable({ query }: { query: ProductsQuery }) {
  const { t } = useI18n();
  const products = trpc.admin.products.list.useQuery(query, useLiveQueryOptions());
  const columnsFor = useColumns();
  return (
    <PaginatedTable
      query={products}
      caption={t('admin.products.title')}
      rowsOf={(data) => data.products}
      columnsFor={({ currency }) => columnsFor(currency)}
      keyOf={({ productId }) => productId}
      cursor={query.cursor}
      hrefFor={(cursor) => productsHref({ ...query, cursor })}
      clearHref={query.search || query.archived ? productsHref({}) : undefined}
      empty={{ title: t('admin.products.empty'), text: t('admin.products.emptyText') }}
    />
  );
}

function useColumns(): (currency: string) => Column<Product>[] {
  const { t, format } = useI18n();
  return (currency) => [
    {
      key: 'name',
      header: t('admin.products.column.name'),
      rowHeader: true,
      cell: ({ productId, name, slug, image }) => (
        <div className="flex items-center gap-3">
          {image && (
            <Image
              src={image}
              alt=""
              width={48}
              height={48}
              unoptimized
              className="size-12 shrink-0 rounded-md bg-sunken object-cover"
            />
          )}
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
        <TextLink href={stockHref({ search: name })}>{format.number(onHand)}</TextLink>
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
