import { parseEnumParam, parseTextParam, type SearchParams } from '../../ui/search-params.ts';

const path = '/admin/queues';
const DEFAULT_QUEUE = 'close-orders';

/** How far back the charts may look, in hours. */
export const periods = ['1', '6', '24'] as const;

/** What the address of the page says. */
export type QueuesQuery = { queue: string; hours: number; cursor?: string };

export function parseQueuesQuery(params: SearchParams): QueuesQuery {
  return {
    queue: parseTextParam(params['queue'], 100) ?? DEFAULT_QUEUE,
    hours: Number(parseEnumParam(periods, params['hours']) ?? '6'),
    cursor: parseTextParam(params['cursor'], 500),
  };
}

/** The address of a view of the queues. */
export function queuesHref(query: Partial<QueuesQuery>): string {
  const params = new URLSearchParams();
  if (query.queue && query.queue !== DEFAULT_QUEUE) params.set('queue', query.queue);
  if (query.hours && query.hours !== 6) params.set('hours', String(query.hours));
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}
