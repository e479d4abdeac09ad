import type { RouterInputs } from '#app/lib/api/trpc.ts';
import { parseEnumParam, parseTextParam, type SearchParams } from '../../ui/search-params.ts';

const path = '/admin/payments';

export const paymentViews = ['attention', 'refunds', 'events', 'books'] as const;
/** How far back one may look for refunds, in hours, as the address says it. */
export const refundPeriods = ['1h', '24h', '168h'] as const;
export const refundOutcomes = ['given', 'failed'] as const;

/** What the address of the page says; `since` and `outcome` are about refunds alone. */
export type PaymentsQuery = {
  view: (typeof paymentViews)[number];
  since?: (typeof refundPeriods)[number];
  outcome?: (typeof refundOutcomes)[number];
  cursor?: string;
};

export function parsePaymentsQuery(params: SearchParams): PaymentsQuery {
  return {
    view: parseEnumParam(paymentViews, params['view']) ?? 'attention',
    since: parseEnumParam(refundPeriods, params['since']),
    outcome: parseEnumParam(refundOutcomes, params['outcome']),
    cursor: parseTextParam(params['cursor'], 500),
  };
}

/** The address of a view of the payments. */
export function paymentsHref(query: Partial<PaymentsQuery>): string {
  const params = new URLSearchParams();
  if (query.view && query.view !== 'attention') params.set('view', query.view);
  if (query.since) params.set('since', query.since);
  if (query.outcome) params.set('outcome', query.outcome);
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}

/** What is asked of the server for a view of the refunds. */
export function refundsInput(query: PaymentsQuery): RouterInputs['admin']['payments']['refunds'] {
  const { since, outcome, cursor } = query;
  return { hours: since && Number.parseInt(since, 10), outcome, cursor };
}
