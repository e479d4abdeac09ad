import { isDeepStrictEqual } from 'node:util';
import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import type { AdjustStockInput } from '../shared/stock-adjustment.ts';
import { findAdjustment, insertAdjustment } from './adjustment-store.ts';
import { changeStock, lockStock } from './stock-store.ts';

/** A stock row after an adjustment, and what was on hand before. */
export interface AdjustedStock {
  onHand: number;
  locked: number;
  changes: { field: 'onHand'; from: number; to: number }[];
}

/**
 * Changes the units on hand, with a reason. Locked units cannot be removed.
 * @returns the stock row afterwards and the previous value; no change when this id was applied
 *   before
 * @throws DomainError NOT_FOUND, STOCK_WOULD_GO_NEGATIVE, CONFLICT when another adjustment has this
 *   id
 */
export async function adjustStock(
  deps: Deps,
  actor: Actor,
  adjustment: AdjustStockInput,
): Promise<AdjustedStock> {
  const adjustmentId = adjustment.adjustmentId ?? deps.newId();
  return await inTransaction(deps.db, async (trx) => {
    const result = await adjust(deps, trx, actor, { ...adjustment, adjustmentId });
    await recordStaffAction(trx, actor, { outcome: 'done', result });
    return result;
  });
}

async function adjust(
  deps: Deps,
  trx: Trx,
  actor: Actor,
  adjustment: AdjustStockInput & { adjustmentId: string },
): Promise<AdjustedStock> {
  const { skuId, locationId, adjustmentId, delta } = adjustment;
  const rows = (await lockStock(trx, [skuId])).get(skuId);
  const row = rows?.find((candidate) => candidate.locationId === locationId);
  if (!row) {
    throw new DomainError({ code: 'NOT_FOUND' }, 'This SKU has no stock row at that location.');
  }
  const made = await findAdjustment(trx, { skuId, adjustmentId });
  if (made) {
    const { reason, note } = adjustment;
    if (isDeepStrictEqual(made, { locationId, delta, reason, note })) {
      return { onHand: row.onHand, locked: row.locked, changes: [] };
    }
    throw new DomainError(
      { code: 'CONFLICT' },
      'Another adjustment has this id already; check the history, then adjust the stock again.',
    );
  }
  const onHand = row.onHand + delta;
  if (onHand < row.locked) {
    throw new DomainError(
      { code: 'STOCK_WOULD_GO_NEGATIVE', onHand: row.onHand, locked: row.locked },
      `${row.onHand} units are on hand, ${row.locked} of them locked by orders; at most ${row.onHand - row.locked} can be removed.`,
    );
  }
  changeStock(trx, [{ skuId, locationId, onHand: delta, locked: 0 }]);
  const madeAt = deps.clock.now();
  await insertAdjustment(trx, { ...adjustment, madeBy: formatActor(actor), madeAt });
  const changes = [{ field: 'onHand' as const, from: row.onHand, to: onHand }];
  return { onHand, locked: row.locked, changes };
}
