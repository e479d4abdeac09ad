import type { StockAdjustments } from '#db/schema.ts';
import type { Trx } from '#db/transaction.ts';
import type { AdjustStock } from './adjust-stock.ts';

/** A change of what is on hand, with who made it and why. */
export type Adjustment = Omit<AdjustStock, 'reason'> & {
  adjustmentId: string;
  reason: StockAdjustments['reason'];
  madeAt: Date;
};

export async function insertAdjustment(trx: Trx, adjustment: Adjustment): Promise<void> {
  await insertAdjustments(trx, [adjustment]);
}

export async function insertAdjustments(
  trx: Trx,
  adjustments: readonly Adjustment[],
): Promise<void> {
  if (adjustments.length === 0) return;
  await trx
    .insertInto('stock_adjustments')
    .values(
      adjustments.map((adjustment) => ({
        sku_id: adjustment.skuId,
        adjustment_id: adjustment.adjustmentId,
        location_id: adjustment.locationId,
        delta: adjustment.delta,
        reason: adjustment.reason,
        note: adjustment.note,
        made_by: adjustment.madeBy,
        made_at: adjustment.madeAt,
      })),
    )
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
