import { sql } from 'kysely';
import type { Trx } from '#db/transaction.ts';
import type { Stock, StockChange } from './stock.ts';

/** Locks all stock rows of these SKUs, ascending by (sku, location). */
export async function lockStock(
  trx: Trx,
  skuIds: readonly string[],
): Promise<Map<string, Stock[]>> {
  const rows = await trx
    .selectFrom('stock')
    .select(['sku_id as skuId', 'location_id as locationId', 'on_hand as onHand', 'locked'])
    .where('sku_id', '=', sql<string>`any(${skuIds}::uuid[])`)
    .orderBy('sku_id')
    .orderBy('location_id')
    .forNoKeyUpdate()
    .execute();
  const bySku = new Map<string, Stock[]>();
  for (const row of rows) {
    const ofSku = bySku.get(row.skuId);
    if (ofSku) ofSku.push(row);
    else bySku.set(row.skuId, [row]);
  }
  return bySku;
}

/** Raises the locked count of rows locked before; the CHECK refuses more than there is. */
export async function raiseLocked(
  trx: Trx,
  raised: readonly { skuId: string; locationId: string; quantity: number }[],
): Promise<void> {
  await changeStock(
    trx,
    raised.map(({ skuId, locationId, quantity }) => ({
      skuId,
      locationId,
      onHand: 0,
      locked: quantity,
    })),
  );
}

/** Changes stock rows; those not locked yet are locked here, in the order of all. */
export async function applyStockChanges(trx: Trx, changes: readonly StockChange[]): Promise<void> {
  if (changes.length === 0) return;
  await lockStock(trx, [...new Set(changes.map((change) => change.skuId))]);
  await changeStock(trx, changes);
}

async function changeStock(trx: Trx, changes: readonly StockChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update stock set locked = stock.locked + change.locked, on_hand = stock.on_hand + change.on_hand
    from unnest(
      ${changes.map((change) => change.skuId)}::uuid[],
      ${changes.map((change) => change.locationId)}::uuid[],
      ${changes.map((change) => change.locked)}::int[],
      ${changes.map((change) => change.onHand)}::int[]) as change (sku_id, location_id, locked, on_hand)
    where stock.sku_id = change.sku_id and stock.location_id = change.location_id
  `.execute(trx);
}
