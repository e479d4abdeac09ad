import type { StockAdjustments } from '#db/schema.ts';
import type { Trx } from '#db/transaction.ts';
import type { AdjustStockInput } from '../shared/stock-adjustment.ts';

/** A stock adjustment: who changed the units on hand, and why. */
export type Adjustment = Omit<AdjustStockInput, 'reason'> & {
  adjustmentId: string;
  reason: StockAdjustments['reason'];
  /** An actor, as `formatActor` writes it. */
  madeBy: string;
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

/**
 * An earlier adjustment with this id; the SKU's stock rows are locked, so none is added meanwhile.
 */
export async function findAdjustment(
  trx: Trx,
  id: { skuId: string; adjustmentId: string },
): Promise<Pick<Adjustment, 'locationId' | 'delta' | 'reason' | 'note'> | undefined> {
  return await trx
    .selectFrom('stock_adjustments')
    .select(['location_id as locationId', 'delta', 'reason', 'note'])
    .where('sku_id', '=', id.skuId)
    .where('adjustment_id', '=', id.adjustmentId)
    .executeTakeFirst();
}
