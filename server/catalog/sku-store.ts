import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { anyOfUuids } from '../platform/sql-arrays.ts';

/** Names, prices and purchase limits of the SKUs on sale; others are left out. */
export async function findSkusOnSale(
  db: Database,
  skuIds: readonly string[],
): Promise<Map<string, { name: string; priceCents: number; purchaseLimit: number | null }>> {
  const rows = await db
    .selectFrom('skus')
    .innerJoin('products', 'products.product_id', 'skus.product_id')
    .select(['skus.sku_id', 'skus.price_cents', 'skus.options', 'products.name'])
    .select('products.purchase_limit')
    .where('skus.sku_id', '=', anyOfUuids(skuIds))
    .where('skus.archived_at', 'is', null)
    .where('products.archived_at', 'is', null)
    .execute();
  return new Map(
    rows.map((row) => [
      row.sku_id,
      {
        name: formatOrderLineName(row.name, row.options),
        priceCents: row.price_cents,
        purchaseLimit: row.purchase_limit,
      },
    ]),
  );
}

/** The SKUs on sale whose product needs a proof of work. */
export async function findChallengedSkus(db: Database): Promise<Set<string>> {
  const rows = await db
    .selectFrom('products')
    .innerJoin('skus', 'skus.product_id', 'products.product_id')
    .select('sku_id')
    .where('products.proof_of_work', '=', sql.lit(true))
    .where('products.archived_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.sku_id));
}

/** The codes of SKUs, on sale or not. */
export async function findSkuCodes(
  db: Database,
  skuIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('skus')
    .select(['sku_id as skuId', 'code'])
    .where('sku_id', '=', anyOfUuids(skuIds))
    .orderBy('code')
    .execute();
  return new Map(rows.map(({ skuId, code }) => [skuId, code]));
}

/** `Everyday Tee, Red, M`: the name stored in an order line, which never changes. */
function formatOrderLineName(productName: string, options: Record<string, string>): string {
  return [productName, ...Object.values(options)].join(', ');
}
