import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids } from '../platform/sql-arrays.ts';
import type { Product, ProductSku } from './product.ts';

/**
 * Blocks other writers of products until the transaction ends, since rows that a concurrent insert
 * is about to add cannot be locked. Readers and placements do not wait.
 */
export async function lockProductsTable(trx: Trx): Promise<void> {
  await sql`lock table products in share row exclusive mode`.execute(trx);
}

/** Locks products, then their SKUs, each ascending by id; stock rows are locked after these. */
export async function lockProducts(
  trx: Trx,
  productIds: readonly string[],
): Promise<Map<string, Product>> {
  const products = await selectProducts(trx, productIds).forUpdate().execute();
  const skus = await selectSkus(trx, productIds).forUpdate().execute();
  return joinProductsWithSkus(products, skus);
}

/** Products with all their SKUs, on sale or not. */
export async function findProducts(
  db: Database,
  productIds: readonly string[],
): Promise<Map<string, Product>> {
  const [products, skus] = await Promise.all([
    selectProducts(db, productIds).execute(),
    selectSkus(db, productIds).execute(),
  ]);
  return joinProductsWithSkus(products, skus);
}

/** Ids of the products that have these slugs or codes. */
export async function findProductIds(
  db: Database,
  by: { slugs: readonly string[]; codes: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql<{ product_id: string }>`
    select product_id from products where slug = any(${by.slugs}::text[])
    union select product_id from skus
      where lower(code) = any(${by.codes.map((code) => code.toLowerCase())}::text[])`.execute(db);
  return rows.map((row) => row.product_id);
}

/** SKUs with one of these codes, in capital or small letters, or one of these ids. */
export async function findSkusLike(
  db: Database,
  by: { codes: readonly string[]; skuIds: readonly string[] },
): Promise<{ skuId: string; productId: string; code: string }[]> {
  const codes = by.codes.map((code) => code.toLowerCase());
  const { rows } = await sql<{ skuId: string; productId: string; code: string }>`
    select sku_id as "skuId", product_id as "productId", code from skus
    where lower(code) = any(${codes}::text[]) or sku_id = any(${by.skuIds}::uuid[])`.execute(db);
  return rows;
}

export async function findProductIdBySlug(db: Database, slug: string): Promise<string | null> {
  const row = await db
    .selectFrom('products')
    .select('product_id')
    .where('slug', '=', slug)
    .executeTakeFirst();
  return row?.product_id ?? null;
}

/** Writes locked or new products; the first archiving time is kept. */
export async function upsertProducts(
  trx: Trx,
  products: readonly Product[],
  now: Date,
): Promise<void> {
  if (products.length === 0) return;
  await trx
    .insertInto('products')
    .values(
      products.map((product) => ({
        product_id: product.productId,
        slug: product.slug,
        name: product.name,
        description: product.description,
        category: product.category,
        images: JSON.stringify(product.images),
        translations: JSON.stringify(product.translations),
        purchase_limit: product.purchaseLimit,
        proof_of_work: product.proofOfWork,
        created_at: now,
        archived_at: product.archived ? now : null,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('product_id').doUpdateSet(({ ref }) => ({
        slug: ref('excluded.slug'),
        name: ref('excluded.name'),
        description: ref('excluded.description'),
        category: ref('excluded.category'),
        images: ref('excluded.images'),
        translations: ref('excluded.translations'),
        purchase_limit: ref('excluded.purchase_limit'),
        proof_of_work: ref('excluded.proof_of_work'),
        archived_at: archivedSince('products'),
      })),
    )
    .execute();
}

/** A statement has at most 65,535 parameters. */
const SKUS_PER_STATEMENT_MAX = 5000;

/** Writes the SKUs of products in their order. */
export async function upsertSkus(
  trx: Trx,
  products: readonly Pick<Product, 'productId' | 'skus'>[],
  now: Date,
): Promise<void> {
  const all = products.flatMap(({ productId, skus }) =>
    skus.map((sku, position) => ({ ...sku, productId, position })),
  );
  for (let at = 0; at < all.length; at += SKUS_PER_STATEMENT_MAX) {
    await upsertSkuRows(trx, all.slice(at, at + SKUS_PER_STATEMENT_MAX), now);
  }
  noteChange(trx, { skuIds: all.map(({ skuId }) => skuId) });
}

async function upsertSkuRows(
  trx: Trx,
  skus: readonly (ProductSku & { productId: string; position: number })[],
  now: Date,
): Promise<void> {
  await trx
    .insertInto('skus')
    .values(
      skus.map((sku) => ({
        sku_id: sku.skuId,
        product_id: sku.productId,
        code: sku.code,
        options: JSON.stringify(sku.options),
        price_cents: sku.priceCents,
        position: sku.position,
        archived_at: sku.archived ? now : null,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('sku_id').doUpdateSet(({ ref }) => ({
        code: ref('excluded.code'),
        options: ref('excluded.options'),
        price_cents: ref('excluded.price_cents'),
        position: ref('excluded.position'),
        archived_at: archivedSince('skus'),
      })),
    )
    .execute();
}

/** Inserts missing stock rows: one per SKU and location, with zero units. */
export async function insertMissingStock(trx: Trx, skuIds: readonly string[]): Promise<void> {
  await sql`
    insert into stock (sku_id, location_id)
    select sku_id, location_id from unnest(${skuIds}::uuid[]) as sku_id, locations
    order by sku_id, location_id
    on conflict do nothing`.execute(trx);
}

/** Null when active; else the time of the first archiving. */
function archivedSince(table: 'products' | 'skus') {
  return sql<Date | null>`case when excluded.archived_at is null then null
    else coalesce(${sql.table(table)}.archived_at, excluded.archived_at) end`;
}

function selectProducts(db: Database, productIds: readonly string[]) {
  return db
    .selectFrom('products')
    .select([
      'product_id as productId',
      'slug',
      'name',
      'description',
      'category',
      'images',
      'translations',
      'purchase_limit as purchaseLimit',
      'proof_of_work as proofOfWork',
      'archived_at as archivedAt',
    ])
    .where('product_id', '=', anyOfUuids(productIds))
    .orderBy('product_id');
}

function selectSkus(db: Database, productIds: readonly string[]) {
  return db
    .selectFrom('skus')
    .select([
      'product_id as productId',
      'sku_id as skuId',
      'code',
      'options',
      'price_cents as priceCents',
      'position',
      'archived_at as archivedAt',
    ])
    .where('product_id', '=', anyOfUuids(productIds))
    .orderBy('sku_id');
}

type ProductRow = Omit<Product, 'archived' | 'skus'> & { archivedAt: Date | null };
type SkuRow = Omit<ProductSku, 'archived'> & {
  productId: string;
  position: number;
  archivedAt: Date | null;
};

function joinProductsWithSkus(
  products: readonly ProductRow[],
  skus: readonly SkuRow[],
): Map<string, Product> {
  const inOrder = skus.toSorted((a, b) => a.position - b.position || (a.code < b.code ? -1 : 1));
  return new Map(
    products.map(({ archivedAt, ...product }) => [
      product.productId,
      {
        ...product,
        archived: archivedAt !== null,
        skus: inOrder
          .filter(({ productId }) => productId === product.productId)
          .map(({ skuId, code, options, priceCents, archivedAt }) => ({
            skuId,
            code,
            options,
            priceCents,
            archived: archivedAt !== null,
          })),
      },
    ]),
  );
}
