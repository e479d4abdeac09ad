import type { RouterInputs } from '#app/lib/api/trpc.ts';
import { parseEnumParam, parseTextParam, type SearchParams } from '../../ui/search-params.ts';

const path = '/admin/orders';

export const orderStatuses = ['pending_payment', 'paid', 'cancelled'] as const;

/** How far back one may look for what has ended, in hours, as the address says it. */
export const endedPeriods = ['1h', '24h', '168h'] as const;

/** What the address of the page says. */
export type OrdersQuery = {
  search?: string;
  status?: (typeof orderStatuses)[number];
  /** Only what was paid or cancelled so lately. */
  ended?: (typeof endedPeriods)[number];
  cursor?: string;
};

/** Reads what to show from the address; whatever makes no sense there counts as not said. */
export function parseOrdersQuery(params: SearchParams): OrdersQuery {
  return {
    search: parseTextParam(params['search'], 254),
    status: parseEnumParam(orderStatuses, params['status']),
    ended: parseEnumParam(endedPeriods, params['ended']),
    cursor: parseTextParam(params['cursor'], 500),
  };
}

/** The address of a view of the orders. */
export function ordersHref(query: OrdersQuery): string {
  const params = new URLSearchParams();
  if (query.search) params.set('search', query.search);
  if (query.status) params.set('status', query.status);
  if (query.ended) params.set('ended', query.ended);
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}

export function hasFilters({ search, status, ended }: OrdersQuery): boolean {
  return Boolean(search ?? status ?? ended);
}

/** What is asked of the server for a view of the orders. */
export function ordersInput(query: OrdersQuery): RouterInputs['admin']['orders']['list'] {
  const { ended, ...rest } = query;
  return { ...rest, endedHours: ended && Number.parseInt(ended, 10) };
}
