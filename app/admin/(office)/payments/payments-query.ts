import { oneOf, textOf, type SearchParams } from '../../parts/search-params.ts';

const path = '/admin/payments';

export const paymentViews = ['attention', 'events', 'books'] as const;

/** What the address of the page says. */
export type PaymentsQuery = { view: (typeof paymentViews)[number]; cursor?: string };

export function parsePaymentsQuery(params: SearchParams): PaymentsQuery {
  return {
    view: oneOf(paymentViews, params['view']) ?? 'attention',
    cursor: textOf(params['cursor'], 500),
  };
}

/** The address of a view of the payments. */
export function paymentsHref(query: Partial<PaymentsQuery>): string {
  const params = new URLSearchParams();
  if (query.view && query.view !== 'attention') params.set('view', query.view);
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}
