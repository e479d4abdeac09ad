import type { Trx } from '#db/transaction.ts';
import type { AdjustStock } from './adjust-stock.ts';

export async function insertAdjustment(
  trx: Trx,
  adjustment: AdjustStock & { adjustmentId: string; madeAt: Date },
): Promise<void> {
  await trx
    .insertInto('stock_adjustments')
    .values({
      sku_id: adjustment.skuId,
      adjustment_id: adjustment.adjustmentId,
      location_id: adjustment.locationId,
      delta: adjustment.delta,
      reason: adjustment.reason,
      note: adjustment.note,
      made_by: adjustment.madeBy,
      made_at: adjustment.madeAt,
    })
    .execute();
}

/** Whether an adjustment was made before; its SKU's stock rows are locked, so it cannot be meanwhile. */
export async function hasAdjustment(
  trx: Trx,
  id: { skuId: string; adjustmentId: string },
): Promise<boolean> {
  const row = await trx
    .selectFrom('stock_adjustments')
    .select('adjustment_id')
    .where('sku_id', '=', id.skuId)
    .where('adjustment_id', '=', id.adjustmentId)
    .executeTakeFirst();
  return row !== undefined;
}
