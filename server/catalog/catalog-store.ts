import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#db/client.ts';
import { matchesSearch, searchRank } from '../platform/search-store.ts';
import type { Language } from '../shared/languages.ts';
import type { Translations } from '../shared/product-schema.ts';

export type CatalogSort = 'name' | 'price' | 'price-desc' | 'newest';

export interface ProductCard {
  productId: string;
  slug: string;
  name: string;
  category: string;
  translations: Translations;
  /** Null when the product has no picture. */
  image: string | null;
  imageAlt: string | null;
  fromPriceCents: number;
  toPriceCents: number;
  available: number;
  /** Units that unpaid orders hold. */
  locked: number;
}

export interface CatalogSku {
  skuId: string;
  productId: string;
  code: string;
  options: Record<string, string>;
  priceCents: number;
  /** Units that one customer may buy; null: no limit. */
  purchaseLimit: number | null;
  onHand: number;
  locked: number;
}

export interface CatalogFilter {
  language: Language;
  search?: string;
  category?: string;
}

/** ICU collations: alphabetical order per language. */
const collations = {
  en: sql.ref('en-x-icu'),
  zh: sql.ref('zh-x-icu'),
} satisfies Record<Language, RawBuilder<unknown>>;

const sortExpressions = {
  name: null,
  price: sql`"fromPriceCents"`,
  'price-desc': sql`"fromPriceCents" desc`,
  newest: sql`created_at desc`,
} satisfies Record<CatalogSort, RawBuilder<unknown> | null>;

export async function countProducts(db: Database, filter: CatalogFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from products where ${isListed(filter)}
  `.execute(db);
  return rows[0]?.total ?? 0;
}

/**
 * Products on sale with price range and availability. By name, those that match a search best are first.
 */
export async function findProductCards(
  db: Database,
  filter: CatalogFilter & { sort: CatalogSort; limit: number; offset: number },
): Promise<ProductCard[]> {
  const { language, limit, offset } = filter;
  const nameRead = sql`coalesce(${translatedTexts(language).name}, name)`;
  const { sort, search } = filter;
  // Ties are sorted by the shown name, then by id, so that no product is on two pages.
  const order = [
    sort === 'name' && search ? sql`${searchRank(sql`products.product_id`, search)} desc` : null,
    sortExpressions[sort],
    sql`${nameRead} collate ${collations[language]}`,
    sql`products.product_id`,
  ];
  const { rows } = await sql<ProductCard>`
    select products.product_id as "productId", slug, name, category, translations,
      images->0->>'src' as image, images->0->>'alt' as "imageAlt",
      min(skus.price_cents) as "fromPriceCents", max(skus.price_cents) as "toPriceCents",
      coalesce(sum(available), 0)::bigint as available,
      coalesce(sum(locked), 0)::bigint as locked
    from products
    join skus on skus.product_id = products.product_id and skus.archived_at is null
    left join lateral (
      select sum(on_hand - locked) as available, sum(locked) as locked from stock
      where stock.sku_id = skus.sku_id
    ) as stock on true
    where ${isListed(filter)}
    group by products.product_id
    order by ${sql.join(order.filter((part) => part !== null))}
    limit ${limit} offset ${offset}
  `.execute(db);
  return rows;
}

function isListed({ category, search }: CatalogFilter) {
  const inCategory = category === undefined ? sql`true` : sql`category = ${category}`;
  const isOnSale = sql`products.archived_at is null and ${inCategory} and exists (
    select from skus where skus.product_id = products.product_id and skus.archived_at is null)`;
  if (!search) return isOnSale;
  const onSale = sql`select product_id from products where ${isOnSale}`;
  return sql`${isOnSale} and ${matchesSearch(sql`products.product_id`, 'product', search, onSale)}`;
}

/** Categories with a product on sale, by their name in a language. */
export async function findCategoryNames(
  db: Database,
  language: Language,
): Promise<{ category: string; translation: string | null }[]> {
  // Each product translates its own category; the most frequent translation is used.
  const translation = sql`mode() within group (order by ${translatedTexts(language).category})`;
  const { rows } = await sql<{ category: string; translation: string | null }>`
    select category, ${translation} as translation
    from products
    where archived_at is null and exists (
      select from skus where skus.product_id = products.product_id and skus.archived_at is null
    )
    group by category
    order by coalesce(${translation}, category) collate ${collations[language]}, category
  `.execute(db);
  return rows;
}

/** A product's texts in a language; null where not translated. */
function translatedTexts(language: Language) {
  const text = (name: string): RawBuilder<string | null> =>
    sql`(products.translations->${language}::text->>${sql.lit(name)})`;
  return { name: text('name'), category: text('category'), description: text('description') };
}

/** All categories, also of products without SKUs on sale. */
export async function findCategories(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('products')
    .select('category')
    .distinct()
    .where('archived_at', 'is', null)
    .orderBy('category')
    .execute();
  return rows.map((row) => row.category);
}

export async function findProductBySlug(db: Database, slug: string) {
  return await db
    .selectFrom('products')
    .select([
      'product_id as productId',
      'slug',
      'name',
      'description',
      'category',
      'images',
      'translations',
    ])
    .where('slug', '=', slug)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
}

/** SKUs on sale with their stock over all locations, in the order of their product. */
export async function findSkus(
  db: Database,
  which: { productId: string } | { skuIds: readonly string[] },
): Promise<CatalogSku[]> {
  const filter =
    'productId' in which
      ? sql`skus.product_id = ${which.productId}`
      : sql`skus.sku_id = any(${which.skuIds}::uuid[])`;
  const { rows } = await sql<CatalogSku>`
    select skus.sku_id as "skuId", skus.product_id as "productId", code, options,
      price_cents as "priceCents", products.purchase_limit as "purchaseLimit",
      coalesce(sum(on_hand), 0)::int as "onHand",
      coalesce(sum(locked), 0)::int as locked
    from skus
    join products on products.product_id = skus.product_id and products.archived_at is null
    left join stock on stock.sku_id = skus.sku_id
    where ${filter} and skus.archived_at is null
    group by skus.sku_id, products.product_id order by position, code
  `.execute(db);
  return rows;
}

/** The latest recovery time of the active locks of each SKU. */
export async function findLastLockEnds(
  db: Database,
  skuIds: readonly string[],
): Promise<Map<string, Date>> {
  // One index lookup per SKU, however many locks there are.
  const { rows } = await sql<{ skuId: string; recoverAt: Date }>`
    select sku_id as "skuId", "recoverAt" from unnest(${skuIds}::uuid[]) as sku_id,
      lateral (
        select recover_at as "recoverAt" from stock_locks
        where stock_locks.sku_id = sku_id.sku_id and state = 'active'
        order by recover_at desc limit 1
      ) as last
  `.execute(db);
  return new Map(rows.map((row) => [row.skuId, row.recoverAt]));
}

/** Units of a SKU locked by a buyer's own unpaid orders. */
export interface OwnLock {
  units: number;
  /** The newest of these orders. */
  orderId: string;
}

export async function findOwnLocks(
  db: Database,
  buyerId: string,
  skuIds: readonly string[],
): Promise<Map<string, OwnLock>> {
  const { rows } = await sql<OwnLock & { skuId: string }>`
    select sku_id as "skuId", sum(quantity)::int as units,
      (array_agg(order_id order by order_id desc))[1] as "orderId"
    from orders join stock_locks using (order_id)
    where buyer_id = ${buyerId} and status = 'pending_payment'
      and state = 'active' and sku_id = any(${skuIds}::uuid[])
    group by sku_id
  `.execute(db);
  return new Map(rows.map(({ skuId, ...hold }) => [skuId, hold]));
}

/** Product texts and pictures of SKUs. */
export async function findProductsOfSkus(db: Database, skuIds: readonly string[]) {
  return await db
    .selectFrom('skus')
    .innerJoin('products', 'products.product_id', 'skus.product_id')
    .select(['sku_id as skuId', 'code', 'options', 'slug', 'name', 'images', 'translations'])
    .select((row) => row('products.archived_at', 'is', null).as('hasPage'))
    .where('sku_id', '=', sql<string>`any(${skuIds}::uuid[])`)
    .execute();
}
