import type { RouterInputs } from '#app/data/trpc.ts';
import { oneOf, textOf, uuidOf, type SearchParams } from '../../parts/search-params.ts';

const path = '/admin/locks';

export const lockStates = ['active', 'consumed', 'released'] as const;
export const lockSorts = ['recoverAt', 'recoverAtDesc', 'quantity'] as const;
/** Ages to choose from, in minutes. */
export const lockAges = ['5', '15', '60', '1440'] as const;

/** What the address of the page says. */
export type LocksQuery = {
  view: 'each' | 'sku';
  sku?: string;
  /** One SKU, by its id: where the numbers of other pages lead. */
  skuId?: string;
  location?: string;
  state: (typeof lockStates)[number];
  age?: (typeof lockAges)[number];
  overdue: boolean;
  sort: (typeof lockSorts)[number];
  cursor?: string;
};

/** Reads what to show from the address; whatever makes no sense there counts as not said. */
export function parseLocksQuery(params: SearchParams): LocksQuery {
  return {
    view: params['view'] === 'sku' ? 'sku' : 'each',
    sku: textOf(params['sku'], 100),
    skuId: uuidOf(params['skuId']),
    location: uuidOf(params['location']),
    state: oneOf(lockStates, params['state']) ?? 'active',
    age: oneOf(lockAges, params['age']),
    overdue: params['overdue'] === '1',
    sort: oneOf(lockSorts, params['sort']) ?? 'recoverAt',
    cursor: textOf(params['cursor'], 500),
  };
}

/** The address of a view of the locks, as short as it can be. */
export function locksHref(query: Partial<LocksQuery>): string {
  const params = new URLSearchParams();
  if (query.view === 'sku') params.set('view', 'sku');
  if (query.sku) params.set('sku', query.sku);
  if (query.skuId) params.set('skuId', query.skuId);
  if (query.location) params.set('location', query.location);
  if (query.state && query.state !== 'active') params.set('state', query.state);
  if (query.age) params.set('age', query.age);
  if (query.overdue) params.set('overdue', '1');
  if (query.sort && query.sort !== 'recoverAt') params.set('sort', query.sort);
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}

export function isNarrowed(query: LocksQuery): boolean {
  const { sku, skuId, location, state, age, overdue } = query;
  return Boolean(sku ?? skuId ?? location ?? age) || overdue || state !== 'active';
}

/** What is asked of the server for a view of each lock. */
export function locksInput(query: LocksQuery): RouterInputs['admin']['locks']['list'] {
  const { sku, skuId, location, state, age, overdue, sort, cursor } = query;
  return {
    sku,
    skuId,
    locationId: location,
    state,
    minutesMin: age ? Number(age) : undefined,
    overdue: overdue || undefined,
    sort,
    cursor,
  };
}
