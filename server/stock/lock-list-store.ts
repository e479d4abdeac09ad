import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { decodeCursor, PAGE_SIZE, pageOf } from '../cursor.ts';
import type { LockState } from './stock.ts';

/** Orders in which active locks can be listed: by when they end, or by how much they hold. */
export const lockSorts = ['recoverAt', 'recoverAtDesc', 'quantity'] as const;
export type LockSort = (typeof lockSorts)[number];

export interface LockFilter {
  skuId?: string;
  /** Part of a SKU's code. */
  sku?: string;
  locationId?: string;
  state: LockState;
  overdue?: boolean;
  /** Only locks that are at least this old, and younger than that. */
  minutesMin?: number;
  minutesUnder?: number;
  sort: LockSort;
  cursor?: string;
}

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

type Key = {
  column: RawBuilder<unknown> | null;
  direction: '>' | '<';
  valueOf: (row: LockRow) => string | number;
};

/** Every order ends with the primary key, so that a page starts exactly where the last one ended. */
const keys: Record<LockSort | 'settled', Key> = {
  recoverAt: {
    column: sql`locks.recover_at`,
    direction: '>',
    valueOf: (row) => row.recoverAt.toISOString(),
  },
  recoverAtDesc: {
    column: sql`locks.recover_at`,
    direction: '<',
    valueOf: (row) => row.recoverAt.toISOString(),
  },
  quantity: { column: sql`locks.quantity`, direction: '<', valueOf: (row) => row.quantity },
  // What was settled is kept for ever: newest first along the primary key, which ascends in time.
  settled: { column: null, direction: '<', valueOf: () => 0 },
};

/**
 * A page of stock locks, along an index where there is one: a page costs the same whether ten or a
 * hundred thousand are active, and the last the same as the first.
 */
export async function findLocks(
  db: Database,
  filter: LockFilter,
  now: Date,
): Promise<{ locks: LockRow[]; nextCursor: string | null }> {
  const sort = filter.state === 'active' ? filter.sort : 'settled';
  const key = keys[sort];
  const ids = sql`locks.order_id, locks.sku_id, locks.location_id`;
  const columns = key.column ? sql`${key.column}, ${ids}` : ids;
  const direction = key.direction === '>' ? sql`asc` : sql`desc`;
  const order = sql.join([
    ...(key.column ? [sql`${key.column} ${direction}`] : []),
    sql`locks.order_id ${direction}, locks.sku_id ${direction}, locks.location_id ${direction}`,
  ]);
  const conditions = [
    sql`locks.state = ${filter.state}`,
    ...conditionsOf(filter, now),
    ...(filter.cursor ? [startAfter(filter.cursor, sort, key, columns)] : []),
  ];
  const chosen = sql`
    select locks.* from stock_locks as locks
    ${filter.minutesMin || filter.minutesUnder ? sql`join orders using (order_id)` : sql``}
    where ${sql.join(conditions, sql` and `)} order by ${order} limit ${PAGE_SIZE + 1}`;
  const { rows } = await sql<LockRow>`${viewOf(chosen)} order by ${order}`.execute(db);
  const page = pageOf(rows, PAGE_SIZE, (last) => [
    sort,
    key.valueOf(last),
    last.orderId,
    last.skuId,
    last.locationId,
  ]);
  return { locks: page.rows, nextCursor: page.nextCursor };
}

/** All locks of one order. */
export async function findLocksOfOrder(db: Database, orderId: string): Promise<LockRow[]> {
  const chosen = sql`select * from stock_locks where order_id = ${orderId}`;
  const { rows } = await sql<LockRow>`
    ${viewOf(chosen)} order by code, "locationName"`.execute(db);
  return rows;
}

/** Joins after the page is chosen, so that sorting never carries more than the locks themselves. */
function viewOf(chosen: RawBuilder<unknown>): RawBuilder<unknown> {
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

function conditionsOf(filter: LockFilter, now: Date): RawBuilder<unknown>[] {
  const { skuId, sku, locationId, overdue, minutesMin, minutesUnder } = filter;
  const minutesAgo = (minutes: number) =>
    sql`${now}::timestamptz - make_interval(mins => ${minutes}::int)`;
  return [
    skuId ? sql`locks.sku_id = ${skuId}` : null,
    sku
      ? sql`locks.sku_id in (select sku_id from skus where code ilike ${likePattern(sku)})`
      : null,
    locationId ? sql`locks.location_id = ${locationId}` : null,
    overdue ? sql`locks.recover_at < ${now}` : null,
    minutesMin ? sql`orders.placed_at <= ${minutesAgo(minutesMin)}` : null,
    minutesUnder ? sql`orders.placed_at > ${minutesAgo(minutesUnder)}` : null,
  ].filter((condition) => condition !== null);
}

function startAfter(
  cursor: string,
  sort: LockSort | 'settled',
  key: Key,
  columns: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const [, value, ...ids] = decodeCursor(
    cursor,
    z.tuple([z.literal(sort), cursorValues[sort], z.guid(), z.guid(), z.guid()]),
  );
  const [orderId, skuId, locationId] = ids;
  const idValues = sql`${orderId}::uuid, ${skuId}::uuid, ${locationId}::uuid`;
  const values = key.column
    ? sql`${value}::${sort === 'quantity' ? sql`int` : sql`timestamptz`}, ${idValues}`
    : idValues;
  return sql`(${columns}) ${key.direction === '>' ? sql`>` : sql`<`} (${values})`;
}

const cursorValues = {
  recoverAt: z.iso.datetime(),
  recoverAtDesc: z.iso.datetime(),
  quantity: z.int(),
  settled: z.literal(0),
};

/** How many locks are active now, how many units they hold, and how many are overdue. */
export async function countLocks(
  db: Database,
  now: Date,
): Promise<{ active: number; units: number; overdue: number }> {
  const { rows } = await sql<{ active: number; units: number; overdue: number }>`
    select count(*) as active, coalesce(sum(quantity), 0)::bigint as units,
      count(*) filter (where recover_at < ${now}) as overdue
    from stock_locks where state = 'active'`.execute(db);
  return rows[0]!;
}

/** SKUs with locked stock, by code, each with what holds it; the locks are counted in one pass. */
export async function findLocksBySku(db: Database, cursor: string | undefined) {
  const after = cursor ? decodeCursor(cursor, z.tuple([z.string()]))[0] : '';
  const { rows } = await sql<{
    skuId: string;
    code: string;
    productName: string;
    onHand: number;
    locked: number;
    locks: number | null;
    nextRecoverAt: Date | null;
  }>`
    with held as (
      select sku_id, code, products.name as "productName", on_hand, locked from (
        select sku_id, sum(on_hand)::int as on_hand, sum(locked)::int as locked from stock
        group by sku_id having sum(locked) > 0
      ) as held
      join skus using (sku_id) join products using (product_id)
      where code > ${after} order by code limit ${PAGE_SIZE + 1}
    )
    select sku_id as "skuId", code, "productName", on_hand as "onHand", locked, locks,
      "nextRecoverAt"
    from held left join (
      select sku_id, count(*) as locks, min(recover_at) as "nextRecoverAt" from stock_locks
      where state = 'active' and sku_id in (select sku_id from held) group by sku_id
    ) as active using (sku_id)
    order by code
  `.execute(db);
  const page = pageOf(rows, PAGE_SIZE, (last) => [last.code]);
  return { skus: page.rows, nextCursor: page.nextCursor };
}

/** A LIKE pattern for "contains", in which the text's own wildcards mean themselves. */
export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
