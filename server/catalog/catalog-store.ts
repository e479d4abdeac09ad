import { sql, type RawBuilder } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Language } from './languages.ts';
import type { Translations } from './save-product-input.ts';

export type CatalogSort = 'name' | 'price' | 'price-desc' | 'newest';

export interface ProductCard {
  productId: string;
  slug: string;
  name: string;
  category: string;
  translations: Translations;
  image: string;
  imageAlt: string;
  fromPriceCents: number;
  available: number;
}

export interface CatalogSku {
  skuId: string;
  productId: string;
  code: string;
  options: Record<string, string>;
  priceCents: number;
  onHand: number;
  locked: number;
}

/** By the name that the viewer reads, where nothing else decides. */
const sorts = {
  name: (name: RawBuilder<string>) => name,
  price: (name) => sql`min(skus.price_cents), ${name}`,
  'price-desc': (name) => sql`min(skus.price_cents) desc, ${name}`,
  newest: (name) => sql`products.created_at desc, ${name}`,
} satisfies Record<CatalogSort, (name: RawBuilder<string>) => RawBuilder<unknown>>;

/**
 * Products on sale, each with its lowest price and what is available of all its SKUs; found and put in
 * order by the texts of one language, and by those that goods are written in.
 */
export async function findProductCards(
  db: Database,
  filter: {
    language: Language;
    search?: string;
    category?: string;
    sort: CatalogSort;
    limit: number;
    offset: number;
  },
): Promise<{ products: ProductCard[]; total: number }> {
  const pattern = `%${(filter.search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`;
  const translated = translatedTexts(filter.language);
  const { rows } = await sql<ProductCard & { total: number }>`
    select products.product_id as "productId", slug, name, category, translations,
      images->0->>'src' as image, images->0->>'alt' as "imageAlt",
      min(skus.price_cents) as "fromPriceCents",
      coalesce(sum(stock.on_hand - stock.locked), 0)::bigint as available,
      count(*) over () as total
    from products
    join skus on skus.product_id = products.product_id and skus.archived_at is null
    left join stock on stock.sku_id = skus.sku_id
    where products.archived_at is null
      and (${filter.category ?? null}::text is null or category = ${filter.category ?? null})
      and (name ilike ${pattern} or description ilike ${pattern} or category ilike ${pattern}
        or ${translated.name} ilike ${pattern} or ${translated.description} ilike ${pattern}
        or ${translated.category} ilike ${pattern})
    group by products.product_id
    order by ${sorts[filter.sort](sql`coalesce(${translated.name}, name)`)}
    limit ${filter.limit} offset ${filter.offset}
  `.execute(db);
  return {
    products: rows.map(({ total: _, ...row }) => row),
    total: rows[0]?.total ?? 0,
  };
}

/** Categories by the name that a language has for them. */
export async function findCategoryNames(
  db: Database,
  language: Language,
): Promise<{ category: string; translation: string | null }[]> {
  const translated = translatedTexts(language).category;
  // Each product translates its own category; what most of them say counts.
  const { rows } = await sql<{ category: string; translation: string | null }>`
    select category, mode() within group (order by ${translated}) as translation
    from products where archived_at is null
    group by category
    order by coalesce(mode() within group (order by ${translated}), category)
  `.execute(db);
  return rows;
}

/** What a product says in a language; null where it has no translation. */
function translatedTexts(language: Language) {
  const text = (name: string): RawBuilder<string | null> =>
    sql`(products.translations->${language}::text->>${sql.lit(name)})`;
  return { name: text('name'), category: text('category'), description: text('description') };
}

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
    select skus.sku_id as "skuId", product_id as "productId", code, options,
      price_cents as "priceCents", coalesce(sum(on_hand), 0)::int as "onHand",
      coalesce(sum(locked), 0)::int as locked
    from skus left join stock on stock.sku_id = skus.sku_id
    where ${filter} and archived_at is null
    group by skus.sku_id order by position, code
  `.execute(db);
  return rows;
}

/** When the last of the holds on each of these SKUs ends at the latest. */
export async function findLastHolds(
  db: Database,
  skuIds: readonly string[],
): Promise<Map<string, Date>> {
  // One step into the index per SKU, however many locks there are.
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

/** What pages show of the products that SKUs belong to. */
export async function findProductsOfSkus(db: Database, skuIds: readonly string[]) {
  return await db
    .selectFrom('skus')
    .innerJoin('products', 'products.product_id', 'skus.product_id')
    .select(['sku_id as skuId', 'code', 'options', 'slug', 'name', 'images', 'translations'])
    .where('sku_id', '=', sql<string>`any(${skuIds}::uuid[])`)
    .execute();
}
