import { v7 } from 'uuid';
import type { System } from '../tools/scripts/system.ts';
import { withDatabase } from './database.ts';

export interface TestProduct {
  slug: string;
  name: string;
  skus: { skuId: string; code: string }[];
}

export interface TestProductOptions {
  name: string;
  category?: string;
  description?: string;
  /** Default: two pictures. */
  withPictures?: boolean;
  /** One SKU each. Default: ten units of one SKU without options. */
  skus?: { options?: Record<string, string>; onHand?: number; priceCents?: number }[];
}

const pictures = [
  { src: '/products/field-notebook.svg', alt: 'A notebook' },
  { src: '/products/field-notebook-detail.svg', alt: 'Its dotted pages' },
];

/** Creates a product for one test, so that tests do not disturb each other. */
export async function createTestProduct(
  shop: System,
  options: TestProductOptions,
): Promise<TestProduct> {
  const productId = v7();
  const suffix = productId.slice(-6);
  const slug = `${options.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${suffix}`;
  const skus = (options.skus ?? [{}]).map((sku, position) => ({
    ...sku,
    skuId: v7(),
    code: `${slug}-${position}`.toUpperCase(),
    position,
  }));
  await withDatabase(shop, async (db) => {
    const { location_id } = await db
      .selectFrom('locations')
      .select('location_id')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('products')
      .values({
        product_id: productId,
        slug,
        name: options.name,
        description: options.description ?? 'Made for a test of the shop.',
        category: options.category ?? 'Tests',
        images: JSON.stringify((options.withPictures ?? true) ? pictures : []),
        created_at: new Date(),
      })
      .execute();
    for (const { skuId, code, options = {}, priceCents = 2500, position } of skus) {
      await db
        .insertInto('skus')
        .values({
          sku_id: skuId,
          product_id: productId,
          code,
          options: JSON.stringify(options),
          price_cents: priceCents,
          position,
        })
        .execute();
      await db
        .insertInto('stock')
        .values({ sku_id: skuId, location_id, on_hand: 0, locked: 0 })
        .execute();
    }
  });
  for (const { skuId, onHand = 10 } of skus) {
    if (onHand > 0) await adjustOnHand(shop, skuId, onHand);
  }
  return { slug, name: options.name, skus: skus.map(({ skuId, code }) => ({ skuId, code })) };
}

/** Archives a product; orders keep their lines. */
export async function archiveProduct(
  shop: System,
  product: Pick<TestProduct, 'slug'>,
): Promise<void> {
  await withDatabase(shop, (db) =>
    db
      .updateTable('products')
      .set({ archived_at: new Date() })
      .where('slug', '=', product.slug)
      .execute(),
  );
}

/** Adjusts a SKU's on hand and records the adjustment. */
export async function adjustOnHand(shop: System, skuId: string, delta: number): Promise<void> {
  await withDatabase(shop, (db) =>
    db.transaction().execute(async (trx) => {
      const { location_id } = await trx
        .updateTable('stock')
        .set((row) => ({ on_hand: row('on_hand', '+', delta) }))
        .where('sku_id', '=', skuId)
        .returning('location_id')
        .executeTakeFirstOrThrow();
      await trx
        .insertInto('stock_adjustments')
        .values({
          sku_id: skuId,
          adjustment_id: v7(),
          location_id,
          delta,
          reason: 'counted',
          made_by: 'system:e2e',
          made_at: new Date(),
        })
        .execute();
    }),
  );
}

export async function changePrice(shop: System, skuId: string, priceCents: number): Promise<void> {
  await withDatabase(shop, (db) =>
    db.updateTable('skus').set({ price_cents: priceCents }).where('sku_id', '=', skuId).execute(),
  );
}
