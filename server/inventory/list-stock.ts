import { parseActor, type StoredActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import { findStockHistory, findStockRows } from './stock-list-store.ts';

/** A page of stock rows for staff, by SKU code. */
export async function listStock(
  deps: Deps,
  filter: { skuId?: string; search?: string; cursor?: string },
) {
  const { rows, nextCursor } = await findStockRows(deps.db, filter);
  return { rows, nextCursor, now: deps.clock.now().toISOString() };
}

/** A page of all changes of a SKU's units on hand, newest first. */
export async function listStockHistory(deps: Deps, skuId: string, cursor: string | undefined) {
  const { entries, nextCursor } = await findStockHistory(deps.db, skuId, cursor);
  return {
    entries: entries.map(
      ({ at, delta, reason, note, madeBy, email, locationName, orderId, id }) => ({
        id,
        at: at.toISOString(),
        delta,
        reason,
        note,
        by:
          madeBy === null
            ? ({ kind: 'shopper', id: email } satisfies StoredActor)
            : parseActor(madeBy),
        locationName,
        order: orderId ? { orderId, number: orderNumber(orderId) } : null,
      }),
    ),
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}
