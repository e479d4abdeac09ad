import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { decodeCursor, PAGE_SIZE, pageOf } from '../cursor.ts';
import { likePattern } from './lock-list-store.ts';

/** Stock rows by SKU code, page by page. */
export async function listStock(db: Database, filter: { search?: string; cursor?: string }) {
  const after = filter.cursor ? decodeCursor(filter.cursor, z.tuple([z.string(), z.guid()])) : null;
  const pattern = likePattern(filter.search ?? '');
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
    where (code ilike ${pattern} or products.name ilike ${pattern})
      and (${after?.[0] ?? null}::text is null
        or (code, location_id) > (${after?.[0] ?? null}, ${after?.[1] ?? null}::uuid))
    order by code, location_id limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = pageOf(rows, PAGE_SIZE, (last) => [last.code, last.locationId]);
  return { rows: page.rows, nextCursor: page.nextCursor };
}

/** What changed a SKU's stock by hand, newest first. */
export async function listAdjustments(db: Database, skuId: string, cursor: string | undefined) {
  const before = cursor ? decodeCursor(cursor, z.tuple([z.guid()]))[0] : null;
  const rows = await db
    .selectFrom('stock_adjustments')
    .select(['adjustment_id as id', 'made_at as at', 'delta', 'reason', 'note', 'made_by as by'])
    .where('sku_id', '=', skuId)
    .$if(before !== null, (query) => query.where('adjustment_id', '<', before!))
    .orderBy('adjustment_id', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute();
  const page = pageOf(rows, PAGE_SIZE, (last) => [last.id]);
  return {
    entries: page.rows.map(({ id: _, at, ...entry }) => ({ ...entry, at: at.toISOString() })),
    nextCursor: page.nextCursor,
  };
}
