import type { Trx } from '#db/transaction.ts';
import { findSkuCodes } from '../../catalog/sku-store.ts';
import { formatActor, type Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { DomainError } from '../../shared/errors.ts';
import { insertAdjustment } from '../../inventory/adjustment-store.ts';
import { findConsumedLocks } from '../../checkout/lock-store.ts';
import { compareStockRows } from '../../inventory/stock.ts';
import { changeStock } from '../../inventory/stock-store.ts';
import { insertRestocks, findRestocks } from './restock-store.ts';
import { planRestock } from './restock.ts';

/** Restocked units of a SKU. */
export interface RestockedSku {
  skuId: string;
  code: string;
  quantity: number;
}

/**
 * Restocks returned items of a locked order: a stock adjustment per line, at the location the units
 * were sold from.
 *
 * @returns the restocked units per SKU
 * @throws DomainError RESTOCK_TOO_LARGE
 */
export async function restockOrder(
  deps: Deps,
  trx: Trx,
  actor: Actor,
  request: {
    orderId: string;
    refundId: string;
    restockLines?: readonly { skuId: string; quantity: number }[];
    note: string;
  },
): Promise<RestockedSku[]> {
  const { orderId } = request;
  const plan = planRestock(
    await findConsumedLocks(trx, orderId),
    await findRestocks(trx, orderId),
    request.restockLines ?? 'all',
  );
  if (plan.kind === 'too_many') {
    throw new DomainError(
      { code: 'RESTOCK_TOO_LARGE', lines: plan.lines },
      'More units would be restocked than were sold and not restocked yet; lower the quantities.',
    );
  }
  const units = plan.units
    .toSorted(compareStockRows)
    .map((unit) => ({ ...unit, adjustmentId: deps.newId() }));
  await insertRestocks(trx, request, units);
  for (const { skuId, locationId, quantity, adjustmentId } of units) {
    await insertAdjustment(trx, {
      skuId,
      locationId,
      adjustmentId,
      delta: quantity,
      reason: 'returned',
      note: request.note,
      madeBy: formatActor(actor),
      madeAt: deps.clock.now(),
    });
  }
  changeStock(
    trx,
    units.map(({ skuId, locationId, quantity }) => ({
      skuId,
      locationId,
      onHand: quantity,
      locked: 0,
    })),
  );
  const codes = await findSkuCodes(
    trx,
    units.map(({ skuId }) => skuId),
  );
  return [...codes].map(([skuId, code]) => ({
    skuId,
    code,
    quantity: units.reduce((sum, unit) => sum + (unit.skuId === skuId ? unit.quantity : 0), 0),
  }));
}
