import { lockedSkuSorts, lockSorts, lockStates } from '#server/shared/list-locks-input.ts';
import type { RouterInputs } from '#app/lib/api/trpc.ts';
import {
  parseEnumParam,
  parseTextParam,
  parseUuidParam,
  type SearchParams,
} from '../../ui/search-params.ts';

const path = '/admin/locks';

/** Ages to choose from: from so many minutes, to under so many. */
export const lockAges = ['5-', '15-', '60-', '1440-'];

/** What the address of the page says. */
export type LocksQuery = {
  view: 'each' | 'sku';
  sku?: string;
  /** One SKU, by its id: where the numbers of other pages lead. */
  skuId?: string;
  location?: string;
  state: (typeof lockStates)[number];
  /** Such as `5-15`, in minutes; the end is left out when there is none. */
  age?: string;
  overdue: boolean;
  sort: (typeof lockSorts)[number];
  /** How SKUs are sorted, where there is one row for each. */
  skuSort: (typeof lockedSkuSorts)[number];
  cursor?: string;
};

/** Reads what to show from the address; whatever makes no sense there counts as not said. */
export function parseLocksQuery(params: SearchParams): LocksQuery {
  const state = parseEnumParam(lockStates, params['state']) ?? 'active';
  return {
    view: params['view'] === 'sku' ? 'sku' : 'each',
    sku: parseTextParam(params['sku'], 100),
    skuId: parseUuidParam(params['skuId']),
    location: parseUuidParam(params['location']),
    state,
    age: ageOf(params['age']),
    // Nothing that is settled is overdue.
    overdue: params['overdue'] === '1' && state === 'active',
    sort: parseEnumParam(lockSorts, params['sort']) ?? 'recoverAt',
    skuSort: parseEnumParam(lockedSkuSorts, params['sort']) ?? 'code',
    cursor: parseTextParam(params['cursor'], 500),
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
  if (query.view === 'sku') {
    if (query.skuSort && query.skuSort !== 'code') params.set('sort', query.skuSort);
  } else if (query.sort && query.sort !== 'recoverAt') {
    params.set('sort', query.sort);
  }
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}

export function hasFilters(query: LocksQuery): boolean {
  const { sku, skuId, location, state, age, overdue } = query;
  return Boolean(sku ?? skuId ?? location ?? age) || overdue || state !== 'active';
}

/** The address of the other view of the same locks; one row per SKU is about active locks of any age. */
export function otherViewHref(
  { sku, skuId, location, overdue }: LocksQuery,
  view: LocksQuery['view'],
) {
  return locksHref({ view, sku, skuId, location, overdue });
}

/** The two ends of an age; whatever makes no sense counts as not said. */
export function parseAge(age: string): { fromMinutes: number; underMinutes: number | null } | null {
  const [, from = '', under = ''] = /^(\d{1,6})-(\d{0,6})$/.exec(age) ?? [];
  if (from === '' || (under !== '' && Number(under) <= Number(from))) return null;
  return { fromMinutes: Number(from), underMinutes: under === '' ? null : Number(under) };
}

function ageOf(param: SearchParams[string]): string | undefined {
  const text = parseTextParam(param, 20);
  return text && parseAge(text) ? text : undefined;
}

/** What is asked of the server for a view of each lock. */
export function locksInput(query: LocksQuery): RouterInputs['admin']['locks']['list'] {
  const { sku, skuId, location, state, overdue, sort, cursor } = query;
  const age = query.age ? parseAge(query.age) : null;
  return {
    sku,
    skuId,
    locationId: location,
    state,
    minutesMin: age?.fromMinutes || undefined,
    minutesUnder: age?.underMinutes ?? undefined,
    overdue: overdue || undefined,
    sort,
    cursor,
  };
}

/** What is asked of the server for one row per SKU. */
export function lockedSkusInput(query: LocksQuery): RouterInputs['admin']['locks']['bySku'] {
  const { sku, skuId, location, overdue, skuSort, cursor } = query;
  return { sku, skuId, locationId: location, overdue: overdue || undefined, sort: skuSort, cursor };
}
