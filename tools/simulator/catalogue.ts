import type { Database } from '#db/client.ts';

export interface CatalogueSku {
  skuId: string;
  name: string;
  priceCents: number;
}

export const LOCATION_ID = '00000000-0000-7000-8000-0000000000aa';
/** A second location, so that an order may be split. */
const OTHER_LOCATION_ID = '00000000-0000-7000-8000-0000000000bb';

/** The same in every run; the stock differs. */
export const catalogue: readonly CatalogueSku[] = ['tee', 'mug', 'lamp', 'pen'].map(
  (name, index) => ({
    skuId: `00000000-0000-7000-8000-00000000000${index + 1}`,
    name,
    priceCents: 500 * (index + 1),
  }),
);

const CREATED_AT = new Date(Date.UTC(2026, 0, 1));

export async function insertCatalogue(db: Database): Promise<void> {
  await db
    .insertInto('locations')
    .values([
      { location_id: LOCATION_ID, name: 'Here' },
      { location_id: OTHER_LOCATION_ID, name: 'There' },
    ])
    .execute();
  await db
    .insertInto('products')
    .values(
      catalogue.map(({ skuId, name }) => ({
        product_id: skuId,
        slug: name,
        name,
        category: 'Simulated',
        images: '[]',
        created_at: CREATED_AT,
      })),
    )
    .execute();
  await db
    .insertInto('skus')
    .values(
      catalogue.map(({ skuId, name, priceCents }) => ({
        sku_id: skuId,
        product_id: skuId,
        code: name,
        options: '{}',
        price_cents: priceCents,
      })),
    )
    .execute();
}

/** @param stock units of each SKU at the first location; the second location has half of it for two SKUs */
export async function insertStock(
  db: Database,
  stock: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const rows = [...stock].flatMap(([sku_id, units], index) => [
    { sku_id, location_id: LOCATION_ID, on_hand: units },
    ...(index < 2
      ? [{ sku_id, location_id: OTHER_LOCATION_ID, on_hand: Math.ceil(units / 2) }]
      : []),
  ]);
  await db.insertInto('stock').values(rows).execute();
  await db
    .insertInto('stock_adjustments')
    .values(
      rows.map(({ sku_id, location_id, on_hand }, index) => ({
        sku_id,
        location_id,
        adjustment_id: `00000000-0000-7000-8000-1000000000${String(index).padStart(2, '0')}`,
        delta: on_hand,
        reason: 'opening' as const,
        made_by: 'system:simulator',
        made_at: now,
      })),
    )
    .execute();
}
