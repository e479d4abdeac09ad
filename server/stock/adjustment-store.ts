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
