/*
 * The checkout, in reading order:
 *   placement.ts        rules: which orders of a batch are placed      place-orders.ts     one transaction
 *   request-payment.ts  opens the order's one session at the payment service
 *   payment.ts          rules: what a notice of the payment service means
 *   record-payments.ts, record-event.ts   record notices, each event once
 *   close-orders.ts     at X: expire the session, then cancel or record the payment (cancel-order.ts)
 *   recover-stock.ts    at X+N: settle the locks that are left         settle-orders.ts    ends orders and locks
 *   sweep.ts            finds what every job missed
 * The lock order is in order-store.ts.
 */
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

/** On which stock a batch is decided: read without locks, or with the rows locked. */
type DecisionMode = 'optimistic' | 'pessimistic';

/**
 * Places a batch of orders in one transaction: decides each on the available stock, writes the
 * accepted ones with their lines and locks, and enqueues the two jobs of the batch.
 *
 * Stock is read without locks, and its rows are locked last, for one UPDATE and the COMMIT, so that
 * batches of a hot SKU overlap. When another process took the units meanwhile, the CHECK of the row
 * fails, and the batch is decided again with the rows locked.
 *
 * Repeatable: an order id that exists gets the answer of the first time.
 *
 * @returns one outcome per command, in order; an error is for that caller alone
 */
export async function placeOrders(
  deps: Deps,
  commands: readonly PlaceOrderCommand[],
): Promise<(PlacedOrder | DomainError)[]> {
  const run = (mode: DecisionMode) =>
    inTransaction(deps.db, (trx) => placeBatch(deps, trx, commands, mode));
  const { outcomes } = await run('optimistic').catch((error: unknown) => {
    if (!isInsufficientStockError(error)) throw error;
    return run('pessimistic');
  });
  return outcomes;
}

async function placeBatch(
  deps: Deps,
  trx: Trx,
  commands: readonly PlaceOrderCommand[],
  mode: DecisionMode,
): Promise<PlacementResult> {
  const { rules } = deps;
  const skuIds = unique(commands.flatMap((command) => command.lines.map((line) => line.skuId)));
  const orderIds = unique(commands.map((command) => command.orderId));
  const openSince = earliestOpenOrderTime(deps.clock.now(), rules.paymentWindowMs);

  const [stock, skus, existing, held] = await Promise.all([
    (mode === 'pessimistic' ? lockStock : findStock)(trx, skuIds),
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
    // The orders of one commit share their deadlines, so two jobs serve all of them.
    const payload = { orderIds: placements.orders.map((order) => order.orderId) };
    await Promise.all([
      insertOrders(trx.deferred, placements.orders),
      insertOrderLines(trx.deferred, placements.lines),
      insertLocks(trx.deferred, placements.locks),
      deps.jobs.enqueue(trx.deferred, 'close-orders', payload, { startAfter: payBy }),
      deps.jobs.enqueue(trx.deferred, 'recover-stock', payload, { startAfter: recoverAt }),
    ]);
    changeStock(trx, placements.stockChanges);
  }
  return placements;
}

async function findExistingOrders(trx: Trx, orderIds: readonly string[]) {
  const existing = new Map<string, { order: Order; lines: OrderLine[] }>();
  const orders = await findOrders(trx, orderIds);
  if (orders.size === 0) return existing;
  for (const order of orders.values()) existing.set(order.orderId, { order, lines: [] });
  for (const line of await findOrderLines(trx, [...orders.keys()])) {
    existing.get(line.orderId)!.lines.push(line);
  }
  return existing;
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
