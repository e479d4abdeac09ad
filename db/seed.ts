import { v7 } from 'uuid';
import { createDatabase, createPool, type PooledDatabase } from './client.ts';
import { demoCatalogue, type DemoProduct } from './demo-catalogue.ts';
import { inTransaction, type Trx } from './transaction.ts';

const DEFAULT_LOCATION_NAME = 'Main warehouse';

/**
 * Inserts the first location, and unless the database has products the demo catalogue with its stock, in
 * one transaction.
 * @param options.demo false for a shop that takes real money: nobody must pay for demo products
 * @returns whether the catalogue was inserted
 */
export async function seedShop(databaseUrl: string, options: { demo: boolean }): Promise<boolean> {
  const db = createDatabase(createPool(databaseUrl, { name: 'holdfast seed', max: 1 }));
  try {
    return await seed(db, options);
  } finally {
    await db.destroy();
  }
}

async function seed(db: PooledDatabase, options: { demo: boolean }): Promise<boolean> {
  return await inTransaction(db, async (trx) => {
    const locationId = (await findLocation(trx)) ?? (await insertLocation(trx));
    if (!options.demo) return false;
    const product = await trx
      .selectFrom('products')
      .select('product_id')
      .limit(1)
      .executeTakeFirst();
    if (product) return false;
    for (const demo of demoCatalogue) await insertProduct(trx, demo, locationId);
    return true;
  });
}

async function findLocation(trx: Trx): Promise<string | undefined> {
  const query = trx.selectFrom('locations').select('location_id').limit(1);
  return (await query.executeTakeFirst())?.location_id;
}

async function insertLocation(trx: Trx): Promise<string> {
  const location_id = v7();
  await trx.insertInto('locations').values({ location_id, name: DEFAULT_LOCATION_NAME }).execute();
  return location_id;
}

async function insertProduct(trx: Trx, demo: DemoProduct, location_id: string): Promise<void> {
  const now = new Date();
  const product_id = v7();
  await trx
    .insertInto('products')
    .values({
      product_id,
      slug: demo.slug,
      name: demo.name,
      description: demo.description,
      category: demo.category,
      images: JSON.stringify(demo.images),
      translations: JSON.stringify(demo.translations),
      created_at: now,
    })
    .execute();
  for (const [position, sku] of demo.skus.entries()) {
    const sku_id = v7();
    await trx
      .insertInto('skus')
      .values({
        sku_id,
        product_id,
        code: sku.code,
        options: JSON.stringify(sku.options),
        price_cents: sku.priceCents,
        position,
      })
      .execute();
    await trx
      .insertInto('stock')
      .values({ sku_id, location_id, on_hand: sku.onHand, locked: 0 })
      .execute();
    if (sku.onHand === 0) continue;
    await trx
      .insertInto('stock_adjustments')
      .values({
        sku_id,
        adjustment_id: v7(),
        location_id,
        delta: sku.onHand,
        reason: 'opening',
        made_by: 'system:seed',
        made_at: now,
      })
      .execute();
  }
}
