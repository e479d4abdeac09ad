import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { addMs } from '../platform/clock.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import { likePattern } from '../platform/like-pattern.ts';
import type { LockFilter, LockSort } from '../shared/lock-filter.ts';
import type { LockState } from './stock.ts';

export interface LockRow {
  orderId: string;
  orderStatus: 'pending_payment' | 'paid' | 'cancelled';
  email: string;
  skuId: string;
  code: string;
  productName: string;
  options: Record<string, string>;
  locationId: string;
  locationName: string;
  quantity: number;
  state: LockState;
  lockedAt: Date;
  payBy: Date;
  recoverAt: Date;
  settledAt: Date | null;
}

/** A sort order; each ends with the primary key, so that pages neither overlap nor leave gaps. */
type SortKey = {
  column: RawBuilder<unknown> | null;
  direction: '>' | '<';
  valueOf: (row: LockRow) => string;
};

const recoverAt = {
  column: sql`locks.recover_at`,
  valueOf: (row: LockRow) => row.recoverAt.toISOString(),
};

const sortKeys: Record<LockSort | 'settledAt' | 'settled', SortKey> = {
  recoverAt: { ...recoverAt, direction: '>' },
  recoverAtDesc: { ...recoverAt, direction: '<' },
  settledAt: {
    column: sql`locks.settled_at`,
    direction: '<',
    valueOf: (row) => row.settledAt!.toISOString(),
  },
  // Settled locks have no index by time: newest first along the primary key, which ascends in time.
  settled: { column: null, direction: '<', valueOf: () => '' },
};

/**
 * A page of stock locks, read along an index in its sort order: all active ones by recovery time,
 * those of a SKU by recovery or settlement time. So a page costs the same for ten or a hundred
 * thousand locks. Of several SKUs one page each is read. Location and age are filtered row by row.
 *
 * @param lifeMs from an order's placement to its recovery time, by the current settings; it bounds
 *   the range of an age filter, so open orders of other settings may be missed
 */
export async function findLocks(
  db: Database,
  filter: LockFilter,
  now: Date,
  lifeMs: number,
): Promise<{ locks: LockRow[]; nextCursor: string | null }> {
  const ofSkus = skuSubquery(filter);
  const settled = ofSkus ? 'settledAt' : 'settled';
  const sort = filter.state === 'active' ? filter.sort : settled;
  const order = orderByClause(sortKeys[sort]);
  const conditions = [
    sql`locks.state = ${sql.lit(filter.state)}`,
    ...filterConditions(filter, now, lifeMs),
    ...(filter.cursor ? [keysetCondition(filter.cursor, sort)] : []),
    ...(ofSkus ? [sql`locks.sku_id = chosen.sku_id`] : []),
  ];
  const page = sql`
    select locks.* from stock_locks as locks
    where ${sql.join(conditions, sql` and `)} order by ${order} limit ${PAGE_SIZE + 1}`;
  const chosen = ofSkus
    ? sql`select locks.* from (${ofSkus}) as chosen cross join lateral (${page}) as locks
        order by ${order} limit ${PAGE_SIZE + 1}`
    : page;
  const { rows } = await sql<LockRow>`${selectLockRows(chosen)} order by ${order}`.execute(db);
  const found = paginate(rows, PAGE_SIZE, (last) => [
    sort,
    sortKeys[sort].valueOf(last),
    last.orderId,
    last.skuId,
    last.locationId,
  ]);
  return { locks: found.rows, nextCursor: found.nextCursor };
}

/** The SKUs that a filter names, when it names any. */
function skuSubquery({ skuId, sku }: LockFilter): RawBuilder<unknown> | null {
  const conditions = [
    skuId ? sql`sku_id = ${skuId}` : null,
    sku ? sql`code ilike ${likePattern(sku)}` : null,
  ].filter((condition) => condition !== null);
  if (conditions.length === 0) return null;
  return sql`select sku_id from skus where ${sql.join(conditions, sql` and `)}`;
}

function orderByClause({ column, direction }: SortKey): RawBuilder<unknown> {
  const way = direction === '>' ? sql`asc` : sql`desc`;
  return sql.join([
    ...(column ? [sql`${column} ${way}`] : []),
    sql`locks.order_id ${way}, locks.sku_id ${way}, locks.location_id ${way}`,
  ]);
}

/** All locks of one order. */
export async function findLocksOfOrder(db: Database, orderId: string): Promise<LockRow[]> {
  const chosen = sql`select * from stock_locks where order_id = ${orderId}`;
  const { rows } = await sql<LockRow>`
    ${selectLockRows(chosen)} order by code, "locationName"`.execute(db);
  return rows;
}

/** Joins the page only, so that sorting carries no more than the locks. */
function selectLockRows(chosen: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select locks.order_id as "orderId", orders.status as "orderStatus", orders.email,
      locks.sku_id as "skuId", skus.code, products.name as "productName", skus.options,
      locks.location_id as "locationId", locations.name as "locationName", locks.quantity,
      locks.state, orders.placed_at as "lockedAt", orders.pay_by as "payBy",
      locks.recover_at as "recoverAt", locks.settled_at as "settledAt"
    from (${chosen}) as locks
    join orders using (order_id) join skus using (sku_id) join products using (product_id)
    join locations using (location_id)`;
}

function filterConditions(filter: LockFilter, now: Date, lifeMs: number): RawBuilder<unknown>[] {
  const { locationId, overdue, minutesMin, minutesUnder } = filter;
  const oldest = minutesUnder ? addMs(now, -minutesUnder * 60_000) : null;
  const youngest = minutesMin ? addMs(now, -minutesMin * 60_000) : null;
  const isActive = filter.state === 'active';
  return [
    locationId ? sql`locks.location_id = ${locationId}` : null,
    // Settled locks are never overdue.
    overdue ? (isActive ? sql`locks.recover_at < ${now}` : sql`false`) : null,
    youngest ? sql`${placedAt} <= ${youngest}` : null,
    oldest ? sql`${placedAt} > ${oldest}` : null,
    youngest && isActive ? sql`locks.recover_at <= ${addMs(youngest, lifeMs)}` : null,
    oldest && isActive ? sql`locks.recover_at > ${addMs(oldest, lifeMs)}` : null,
  ].filter((condition) => condition !== null);
}

// A sub-select: with a join the planner expects few matches and sorts the whole range.
const placedAt = sql`(select placed_at from orders where orders.order_id = locks.order_id)`;

function keysetCondition(cursor: string, sort: keyof typeof sortKeys): RawBuilder<unknown> {
  const { column, direction } = sortKeys[sort];
  const time = column ? z.iso.datetime() : z.literal('');
  const [, value, ...ids] = decodeCursor(
    cursor,
    z.tuple([z.literal(sort), time, z.guid(), z.guid(), z.guid()]),
  );
  const [orderId, skuId, locationId] = ids;
  const idColumns = sql`locks.order_id, locks.sku_id, locks.location_id`;
  const idValues = sql`${orderId}::uuid, ${skuId}::uuid, ${locationId}::uuid`;
  const columns = column ? sql`${column}, ${idColumns}` : idColumns;
  const values = column ? sql`${value}::timestamptz, ${idValues}` : idValues;
  return sql`(${columns}) ${direction === '>' ? sql`>` : sql`<`} (${values})`;
}

/** Counts of active and overdue locks, and the locked units. */
export async function countLocks(
  db: Database,
  now: Date,
): Promise<{ active: number; units: number; overdue: number }> {
  const { rows } = await sql<{ active: number; units: number; overdue: number }>`
    select count(*) as active, count(*) filter (where recover_at < ${now}) as overdue,
      (select coalesce(sum(locked), 0)::bigint from stock) as units
    from stock_locks where state = 'active'`.execute(db);
  return rows[0]!;
}
