import { parseTextParam, type SearchParams } from '../../ui/search-params.ts';

const path = '/admin/products';

/** What the address of the page says. */
export type ProductsQuery = { search?: string; archived?: boolean; cursor?: string };

export function parseProductsQuery(params: SearchParams): ProductsQuery {
  return {
    search: parseTextParam(params['search'], 100),
    archived: params['archived'] === '1' || undefined,
    cursor: parseTextParam(params['cursor'], 500),
  };
}

/** The address of a view of the products. */
export function productsHref(query: ProductsQuery): string {
  const params = new URLSearchParams();
  if (query.search) params.set('search', query.search);
  if (query.archived) params.set('archived', '1');
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}
