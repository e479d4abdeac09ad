import { z } from 'zod';
import { inTransaction } from '#db/transaction.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { insertAdjustment } from './adjustment-store.ts';
import { changeStock, lockStock } from './stock-store.ts';

export const adjustmentReasons = [
  'received',
  'counted',
  'damaged',
  'returned',
  'lost',
  'other',
] as const;

export const adjustStockInputSchema = z.object({
  skuId: z.guid(),
  locationId: z.guid(),
  delta: z
    .int('The change must be a whole number')
    .min(-1_000_000)
    .max(1_000_000)
    .refine((delta) => delta !== 0, 'The change must not be 0'),
  reason: z.enum(adjustmentReasons),
  note: z.string().trim().max(500).default(''),
});

export type AdjustStock = z.output<typeof adjustStockInputSchema> & { madeBy: string };

/**
 * Changes what is on hand, with the reason written down. Units that are locked cannot be taken away.
 * @returns the stock row after it
 * @throws DomainError NOT_FOUND, STOCK_WOULD_GO_NEGATIVE
 */
export async function adjustStock(
  deps: Deps,
  adjustment: AdjustStock,
): Promise<{ onHand: number; locked: number }> {
  const { skuId, locationId, delta } = adjustment;
  const after = await inTransaction(deps.db, async (trx) => {
    const rows = (await lockStock(trx, [skuId])).get(skuId);
    const row = rows?.find((candidate) => candidate.locationId === locationId);
    if (!row) {
      throw new DomainError({ code: 'NOT_FOUND' }, 'This SKU has no stock row at that location.');
    }
    const onHand = row.onHand + delta;
    if (onHand < row.locked) {
      throw new DomainError(
        { code: 'STOCK_WOULD_GO_NEGATIVE', onHand: row.onHand, locked: row.locked },
        `${row.onHand} are on hand and ${row.locked} of them are locked by orders; at most ${row.onHand - row.locked} can be taken away.`,
      );
    }
    await changeStock(trx, [{ skuId, locationId, onHand: delta, locked: 0 }]);
    const madeAt = deps.clock.now();
    await insertAdjustment(trx, { ...adjustment, adjustmentId: deps.newId(), madeAt });
    return { onHand, locked: row.locked };
  });
  deps.announce.changed({ skuIds: [skuId] });
  return after;
}
