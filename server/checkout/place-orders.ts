import { inTransaction, type Trx } from '#db/transaction.ts';
import { findSkusOnSale } from '../catalog/sku-store.ts';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import type { DomainError } from '../shared/errors.ts';
import { insertLocks } from './lock-store.ts';
import {
  changeStock,
  findStock,
  isInsufficientStockError,
  lockStock,
} from '../inventory/stock-store.ts';
import type { Order, OrderLine } from './order.ts';
import {
  findUnitsInOpenOrders,
  findOrderLines,
  findOrders,
  insertOrderLines,
  insertOrders,
} from './order-store.ts';
import {
  decidePlacements,
  earliestOpenOrderTime,
  type PlacedOrder,
  type PlacementResult,
  type PlaceOrderCommand,
} from './placement.ts';

/** How a group is decided; both give the same answers. */
type DecisionMode = 'optimistic' | 'pessimistic';

/**
 * Places a group of orders in one transaction: decides each on the stock there is,
 * writes those that can be, raises the locked counts and enqueues the group's two jobs.
 *
 * The stock is first read without a lock, and its rows are locked last, for one UPDATE and the
 * commit, so that the groups of a hot SKU are written side by side. When others took it meanwhile
 * and the CHECK on the row says so, the group is decided again under locks.
 *
 * Repeatable: an order id that exists is answered as it was the first time.
 *
 * @returns one outcome per command, in order; an error is that caller's alone
 */
export async function placeOrders(
  deps: Deps,
  commands: readonly PlaceOrderCommand[],
): Promise<(PlacedOrder | DomainError)[]> {
  const run = (decide: DecisionMode) =>
    inTransaction(deps.db, (trx) => place(deps, trx, commands, decide));
  const { outcomes } = await run('optimistic').catch((error: unknown) => {
    if (!isInsufficientStockError(error)) throw error;
    return run('pessimistic');
  });
  return outcomes;
}

async function place(
  deps: Deps,
  trx: Trx,
  commands: readonly PlaceOrderCommand[],
  decide: DecisionMode,
): Promise<PlacementResult> {
  const { rules } = deps;
  const skuIds = unique(commands.flatMap((command) => command.lines.map((line) => line.skuId)));
  const orderIds = unique(commands.map((command) => command.orderId));
  const openSince = earliestOpenOrderTime(deps.clock.now(), rules.paymentWindowMs);

  const [stock, skus, existing, held] = await Promise.all([
    (decide === 'pessimistic' ? lockStock : findStock)(trx, skuIds),
    findSkusOnSale(trx, skuIds),
    findExistingOrders(trx, orderIds),
    findUnitsInOpenOrders(trx, unique(commands.map((command) => command.buyerId)), openSince),
  ]);
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
    // The orders of one commit share their deadlines, so two jobs serve them all.
    const placed = { orderIds: placements.orders.map((order) => order.orderId) };
    await Promise.all([
      insertOrders(trx.deferred, placements.orders),
      insertOrderLines(trx.deferred, placements.lines),
      insertLocks(trx.deferred, placements.locks),
      deps.jobs.enqueue(trx.deferred, 'close-orders', placed, { startAfter: payBy }),
      deps.jobs.enqueue(trx.deferred, 'recover-stock', placed, { startAfter: recoverAt }),
    ]);
    changeStock(trx, placements.raised);
  }
  return placements;
}

async function findExistingOrders(trx: Trx, orderIds: readonly string[]) {
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
