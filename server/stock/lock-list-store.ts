import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { decodeCursor, PAGE_SIZE, pageOf } from '../cursor.ts';
import { orderNumber } from '../ids.ts';
import type { LockState } from './stock.ts';

export interface LockFilter {
  orderId?: string;
  skuId?: string;
  /** Part of a SKU's code. */
  sku?: string;
  state?: LockState;
  overdue?: boolean;
  cursor?: string;
}

interface LockRow {
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

/**
 * Stock locks, the soonest to end first, page by page along an index: a page costs the same whether
 * ten or a hundred thousand are active.
 */
export async function listLocks(db: Database, filter: LockFilter, now: Date) {
  const after = filter.cursor
    ? decodeCursor(filter.cursor, z.tuple([z.iso.datetime(), z.guid(), z.guid(), z.guid()]))
    : null;
  const conditions = [
    filter.orderId ? sql`locks.order_id = ${filter.orderId}` : null,
    filter.orderId ? null : sql`locks.state = ${filter.state ?? 'active'}`,
    filter.skuId ? sql`locks.sku_id = ${filter.skuId}` : null,
    filter.sku
      ? sql`locks.sku_id in (select sku_id from skus where code ilike ${likePattern(filter.sku)})`
      : null,
    filter.overdue ? sql`locks.recover_at < ${now}` : null,
    after
      ? sql`(locks.recover_at, locks.order_id, locks.sku_id, locks.location_id)
          > (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::uuid, ${after[3]}::uuid)`
      : null,
  ].filter((condition) => condition !== null);
  const { rows } = await sql<LockRow>`
    select locks.order_id as "orderId", orders.status as "orderStatus", orders.email,
      locks.sku_id as "skuId", skus.code, products.name as "productName", skus.options,
      locks.location_id as "locationId", locations.name as "locationName", locks.quantity,
      locks.state, orders.placed_at as "lockedAt", orders.pay_by as "payBy",
      locks.recover_at as "recoverAt", locks.settled_at as "settledAt"
    from stock_locks as locks
    join orders using (order_id) join skus using (sku_id) join products using (product_id)
    join locations using (location_id)
    where ${sql.join(conditions, sql` and `)}
    order by locks.recover_at, locks.order_id, locks.sku_id, locks.location_id
    limit ${PAGE_SIZE + 1}
  `.execute(db);
  const { rows: page, nextCursor } = pageOf(rows, PAGE_SIZE, (last) => [
    last.recoverAt.toISOString(),
    last.orderId,
    last.skuId,
    last.locationId,
  ]);
  return { locks: page.map((row) => toView(row, now)), nextCursor };
}

function toView(row: LockRow, now: Date) {
  return {
    ...row,
    number: orderNumber(row.orderId),
    overdue: row.state === 'active' && row.recoverAt < now,
    lockedAt: row.lockedAt.toISOString(),
    payBy: row.payBy.toISOString(),
    recoverAt: row.recoverAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}

/** SKUs with locked stock, by code, each with what holds it. */
export async function listLocksBySku(db: Database, cursor: string | undefined) {
  const after = cursor ? decodeCursor(cursor, z.tuple([z.string()]))[0] : '';
  const { rows } = await sql<{
    skuId: string;
    code: string;
    productName: string;
    onHand: number;
    locked: number;
    locks: number;
    nextRecoverAt: Date | null;
  }>`
    select skus.sku_id as "skuId", code, products.name as "productName",
      held.on_hand as "onHand", held.locked,
      (select count(*) from stock_locks where stock_locks.sku_id = skus.sku_id and state = 'active')
        as locks,
      (select min(recover_at) from stock_locks
        where stock_locks.sku_id = skus.sku_id and state = 'active') as "nextRecoverAt"
    from (
      select sku_id, sum(on_hand)::int as on_hand, sum(locked)::int as locked from stock
      group by sku_id having sum(locked) > 0
    ) as held
    join skus using (sku_id) join products using (product_id)
    where code > ${after} order by code limit ${PAGE_SIZE + 1}
  `.execute(db);
  const { rows: page, nextCursor } = pageOf(rows, PAGE_SIZE, (last) => [last.code]);
  return {
    skus: page.map((row) => ({
      ...row,
      available: row.onHand - row.locked,
      nextRecoverAt: row.nextRecoverAt?.toISOString() ?? null,
    })),
    nextCursor,
  };
}

/** A LIKE pattern for "contains", in which the text's own wildcards mean themselves. */
export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
