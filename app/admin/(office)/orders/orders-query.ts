import { oneOf, textOf, type SearchParams } from '../../parts/search-params.ts';

const path = '/admin/orders';

export const orderStatuses = ['pending_payment', 'paid', 'cancelled'] as const;

/** What the address of the page says. */
export type OrdersQuery = {
  search?: string;
  status?: (typeof orderStatuses)[number];
  cursor?: string;
};

/** Reads what to show from the address; whatever makes no sense there counts as not said. */
export function parseOrdersQuery(params: SearchParams): OrdersQuery {
  return {
    search: textOf(params['search'], 254),
    status: oneOf(orderStatuses, params['status']),
    cursor: textOf(params['cursor'], 500),
  };
}

/** The address of a view of the orders. */
export function ordersHref(query: OrdersQuery): string {
  const params = new URLSearchParams();
  if (query.search) params.set('search', query.search);
  if (query.status) params.set('status', query.status);
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}
