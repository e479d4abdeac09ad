import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import type { LockedSkuFilter } from '../shared/lock-filter.ts';
import { likePattern } from '../platform/like-pattern.ts';

export interface LockedSku {
  skuId: string;
  code: string;
  productName: string;
  onHand: number;
  locked: number;
  /** Number of active locks; null when all were settled during the query. */
  locks: number | null;
  nextRecoverAt: Date | null;
}

/**
 * A page of SKUs with locked stock. Locked units come from the stock rows; locks are counted for
 * the SKUs of the page only.
 */
export async function findLockedSkus(db: Database, filter: LockedSkuFilter, now: Date) {
  const { locationId } = filter;
  const isHere = (column: 'stock.location_id' | 'location_id') =>
    locationId ? sql`${sql.ref(column)} = ${locationId}` : sql`true`;
  const isLate = filter.overdue ? sql`recover_at < ${now}` : sql`true`;
  const holding = sql`
    select sku_id from stock_locks where state = 'active' and ${isLate} and ${isHere('location_id')}`;
  const byMost = filter.sort === 'locked';
  const { rows } = await sql<LockedSku>`
    select sku_id as "skuId", code, "productName", on_hand as "onHand", locked, locks,
      "nextRecoverAt"
    from (
      select sku_id, code, products.name as "productName", on_hand, locked from (
        select sku_id, sum(on_hand)::int as on_hand, sum(locked)::int as locked from stock
        where ${isHere('stock.location_id')} group by sku_id having sum(locked) > 0
      ) as sums
      join skus using (sku_id) join products using (product_id)
      where ${filter.sku ? sql`code ilike ${likePattern(filter.sku)}` : sql`true`}
        and ${filter.skuId ? sql`sku_id = ${filter.skuId}` : sql`true`}
        and ${filter.overdue ? sql`sku_id in (${holding})` : sql`true`}
        and ${filter.cursor ? keysetCondition(filter.cursor, filter.sort) : sql`true`}
      order by ${byMost ? sql`locked desc, code` : sql`code`} limit ${PAGE_SIZE + 1}
    ) as held left join lateral (
      select count(*) as locks, min(recover_at) as "nextRecoverAt" from stock_locks
      where state = 'active' and stock_locks.sku_id = held.sku_id and ${isLate}
        and ${isHere('location_id')}
    ) as active on true
    order by ${byMost ? sql`locked desc, code` : sql`code`}
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (last) => [filter.sort, last.locked, last.code]);
  return { skus: page.rows, nextCursor: page.nextCursor };
}

function keysetCondition(cursor: string, sort: LockedSkuFilter['sort']) {
  const [, locked, code] = decodeCursor(cursor, z.tuple([z.literal(sort), z.int(), z.string()]));
  return sort === 'code'
    ? sql`code > ${code}`
    : sql`(locked < ${locked} or locked = ${locked} and code > ${code})`;
}
