import { inTransaction, type Trx } from '#db/transaction.ts';
import { findSkusOnSale } from '../catalog/sku-store.ts';
import { addMs } from '../clock.ts';
import type { Deps } from '../deps.ts';
import type { DomainError } from '../errors.ts';
import { insertLocks } from '../stock/lock-store.ts';
import { lockStock, raiseLocked } from '../stock/stock-store.ts';
import type { Order, OrderLine } from './order.ts';
import { findHeld, findOrderLines, findOrders, insertOrders } from './order-store.ts';
import { decidePlacements, type PlacedOrder, type PlaceOrder } from './placement.ts';

/**
 * Places a group of orders in one transaction: decides each under the locks of its stock rows,
 * writes those that can be, raises the locked counts and enqueues the group's two jobs.
 *
 * Repeatable: an order id that exists is answered as it was the first time.
 *
 * @returns one outcome per command, in order; an error is that caller's alone
 */
export async function placeOrders(
  deps: Deps,
  commands: readonly PlaceOrder[],
): Promise<(PlacedOrder | DomainError)[]> {
  const { outcomes, raised } = await inTransaction(deps.db, (trx) => place(deps, trx, commands));
  deps.announce.changed({ skuIds: raised.map((row) => row.skuId) });
  return outcomes;
}

async function place(deps: Deps, trx: Trx, commands: readonly PlaceOrder[]) {
  const { rules } = deps;
  const skuIds = unique(commands.flatMap((command) => command.lines.map((line) => line.skuId)));
  const orderIds = unique(commands.map((command) => command.orderId));

  // The locks come first: whatever is read after them cannot be changed by another placement.
  const stock = await lockStock(trx, skuIds);
  const skus = await findSkusOnSale(trx, skuIds);
  const existing = await findExisting(trx, orderIds);
  const held = await findHeld(trx, unique(commands.map((command) => command.buyerId)));
  const now = deps.clock.now();
  const payBy = addMs(now, rules.paymentWindowMs);
  const recoverAt = addMs(payBy, rules.recoveryDelayMs);

  const placements = decidePlacements(commands, {
    now,
    payBy,
    recoverAt,
    ...rules,
    skus,
    stock,
    existing,
    held,
  });

  if (placements.orders.length > 0) {
    await insertOrders(trx, placements.orders, placements.lines);
    await insertLocks(trx, placements.locks);
    await raiseLocked(trx, placements.raised);
    // The orders of one commit share their deadlines, so two jobs serve them all.
    const placed = { orderIds: placements.orders.map((order) => order.orderId) };
    await deps.jobs.enqueue(trx, 'close-orders', placed, { startAfter: payBy });
    await deps.jobs.enqueue(trx, 'recover-stock', placed, { startAfter: recoverAt });
  }
  return placements;
}

async function findExisting(trx: Trx, orderIds: readonly string[]) {
  const existing = new Map<string, { order: Order; lines: OrderLine[] }>();
  const orders = await findOrders(trx, orderIds);
  if (orders.size === 0) return existing;
  for (const order of orders.values()) existing.set(order.orderId, { order, lines: [] });
  for (const line of await findOrderLines(trx, [...orders.keys()])) {
    existing.get(line.orderId)?.lines.push(line);
  }
  return existing;
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
