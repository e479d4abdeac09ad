import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import type { StockAdjustments } from '#db/schema.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import { matchesSearch } from '../platform/search-store.ts';

/** Stock rows by SKU code, page by page. */
export async function findStockRows(
  db: Database,
  filter: { skuId?: string; search?: string; cursor?: string },
) {
  const after = filter.cursor ? decodeCursor(filter.cursor, z.tuple([z.string(), z.guid()])) : null;
  const isFound = filter.search ? matchesSearch(sql`sku_id`, 'sku', filter.search) : sql`true`;
  const { rows } = await sql<{
    skuId: string;
    code: string;
    productName: string;
    options: Record<string, string>;
    locationId: string;
    locationName: string;
    onHand: number;
    locked: number;
    available: number;
  }>`
    select sku_id as "skuId", code, products.name as "productName", options,
      location_id as "locationId", locations.name as "locationName",
      on_hand as "onHand", locked, on_hand - locked as available
    from stock join skus using (sku_id) join products using (product_id)
    join locations using (location_id)
    where ${isFound}
      and (${filter.skuId ?? null}::uuid is null or sku_id = ${filter.skuId ?? null})
      and (${after?.[0] ?? null}::text is null
        or (code, location_id) > (${after?.[0] ?? null}, ${after?.[1] ?? null}::uuid))
    order by code, location_id limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (last) => [last.code, last.locationId]);
  return { rows: page.rows, nextCursor: page.nextCursor };
}

/** A change of units on hand: an adjustment, a paid order or a restock. */
export interface StockHistoryEntry {
  at: Date;
  delta: number;
  /** `sold` for an order's consumed lock, else the reason of the adjustment. */
  reason: 'sold' | StockAdjustments['reason'];
  note: string;
  /** The actor of an adjustment, or the shopper of an order. */
  madeBy: string | null;
  email: string | null;
  locationName: string;
  /** The order of a sale or a restock. */
  orderId: string | null;
}

const UUID_MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * All changes of a SKU's units on hand, newest first: adjustments and consumed locks. At most a
 * page of each is read.
 */
export async function findStockHistory(db: Database, skuId: string, cursor: string | undefined) {
  const before = cursor
    ? decodeCursor(cursor, z.tuple([z.iso.datetime(), z.guid(), z.guid()]))
    : null;
  const start = before
    ? sql`(${before[0]}::timestamptz, ${before[1]}::uuid, ${before[2]}::uuid)`
    : sql`('infinity'::timestamptz, ${UUID_MAX}::uuid, ${UUID_MAX}::uuid)`;
  const { rows } = await sql<StockHistoryEntry & { id: string; locationId: string }>`
    select at, id, entries.location_id as "locationId", locations.name as "locationName", delta,
      reason, note, made_by as "madeBy", orders.email, orders.order_id as "orderId"
    from (
      (
        select made_at as at, adjustment_id as id, stock_adjustments.location_id, delta, reason,
          note, made_by, order_id
        from stock_adjustments left join restocks using (sku_id, adjustment_id)
        where sku_id = ${skuId}
          and (made_at, adjustment_id, stock_adjustments.location_id) < ${start}
        order by made_at desc, adjustment_id desc, stock_adjustments.location_id desc
        limit ${PAGE_SIZE + 1}
      ) union all (
        select settled_at, order_id, location_id, -quantity, 'sold', '', null, order_id
        from stock_locks
        where sku_id = ${skuId} and state = 'consumed'
          and (settled_at, order_id, location_id) < ${start}
        order by settled_at desc, order_id desc, location_id desc limit ${PAGE_SIZE + 1}
      )
      order by at desc, id desc, location_id desc limit ${PAGE_SIZE + 1}
    ) as entries
    join locations using (location_id) left join orders using (order_id)
    order by at desc, id desc, location_id desc
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (last) => [
    last.at.toISOString(),
    last.id,
    last.locationId,
  ]);
  return { entries: page.rows, nextCursor: page.nextCursor };
}

/** Locations by name. */
export async function findLocations(db: Database): Promise<{ locationId: string; name: string }[]> {
  return await db
    .selectFrom('locations')
    .select(['location_id as locationId', 'name'])
    .orderBy('name')
    .execute();
}
