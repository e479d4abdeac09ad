import { parseTextParam, type SearchParams } from '../../ui/search-params.ts';

const path = '/admin/stock';

/** What the address of the page says. */
export type StockQuery = { search?: string; cursor?: string };

export function parseStockQuery(params: SearchParams): StockQuery {
  return {
    search: parseTextParam(params['search'], 100),
    cursor: parseTextParam(params['cursor'], 500),
  };
}

/** The address of a view of the stock. */
export function stockHref(query: StockQuery): string {
  const params = new URLSearchParams();
  if (query.search) params.set('search', query.search);
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}
