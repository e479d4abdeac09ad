import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import { matchesSearch } from '../platform/search-store.ts';
import type { ProductImage } from '../shared/product-schema.ts';

export interface ProductFilter {
  /** Words of the texts, the address, or a SKU's code. */
  search?: string;
  /** Lists archived products instead of those on sale. */
  archived?: boolean;
  cursor?: string;
}

export interface ProductSummary {
  productId: string;
  slug: string;
  name: string;
  category: string;
  image: string | null;
  skus: number;
  fromPriceCents: number | null;
  toPriceCents: number | null;
  onHand: number;
  available: number;
}

/** A page of products by name, with totals of their SKUs on sale. */
export async function findProductSummaries(db: Database, filter: ProductFilter) {
  const after = filter.cursor ? decodeCursor(filter.cursor, z.tuple([z.string(), z.guid()])) : null;
  const inList = sql`(products.archived_at is not null) = ${filter.archived ?? false}`;
  const isFound = filter.search
    ? matchesSearch(
        sql`products.product_id`,
        'product',
        filter.search,
        sql`select product_id from products where ${inList}`,
      )
    : sql`true`;
  const { rows } = await sql<ProductSummary>`
    select product_id as "productId", slug, name, category, images->0->>'src' as image,
      count(*) filter (where skus.sku_id is not null) as skus,
      min(price_cents) as "fromPriceCents", max(price_cents) as "toPriceCents",
      coalesce(sum(held.on_hand), 0)::bigint as "onHand",
      coalesce(sum(held.available), 0)::bigint as available
    from products
    left join skus using (product_id)
    left join lateral (
      select sum(on_hand) as on_hand, sum(on_hand - locked) as available from stock
      where stock.sku_id = skus.sku_id
    ) as held on true
    where ${inList} and ${isFound}
      and (skus.sku_id is null or skus.archived_at is null or products.archived_at is not null)
      and (${after?.[0] ?? null}::text is null
        or (name, product_id) > (${after?.[0] ?? null}, ${after?.[1] ?? null}::uuid))
    group by product_id order by name, product_id limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (last) => [last.name, last.productId]);
  return { products: page.rows, nextCursor: page.nextCursor };
}

/** Stock over all locations, per SKU of a product. */
export async function findStockOfProduct(db: Database, productId: string) {
  return await db
    .selectFrom('stock')
    .innerJoin('skus', 'skus.sku_id', 'stock.sku_id')
    .select(({ fn }) => [
      'stock.sku_id as skuId',
      sql<number>`${fn.sum('on_hand')}::int`.as('onHand'),
      sql<number>`${fn.sum('locked')}::int`.as('locked'),
    ])
    .where('skus.product_id', '=', productId)
    .groupBy('stock.sku_id')
    .execute();
}

export interface ExportRow {
  slug: string;
  name: string;
  description: string;
  category: string;
  images: ProductImage[];
  purchaseLimit: number | null;
  code: string;
  options: Record<string, string>;
  priceCents: number;
  location: string;
  onHand: number;
}

/** Opens a cursor over all SKUs on sale as they are now: a row per SKU and location, or one per SKU. */
export async function openExportCursor(trx: Trx, options: { withStock: boolean }): Promise<void> {
  const stock = options.withStock
    ? sql`join stock using (sku_id) join locations using (location_id)`
    : sql`, (select '' as name, 0 as on_hand) as locations`;
  await sql`
    declare export_rows no scroll cursor for
    select slug, products.name, description, category, images,
      purchase_limit as "purchaseLimit", code, options,
      price_cents as "priceCents", locations.name as location, on_hand as "onHand"
    from products join skus using (product_id) ${stock}
    where products.archived_at is null and skus.archived_at is null
    order by slug, position, code, locations.name
  `.execute(trx);
}

/** The next rows of that cursor. */
export async function fetchExportRows(trx: Trx, limit: number): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    fetch ${sql.lit(limit)} from export_rows`.execute(trx);
  return rows;
}
