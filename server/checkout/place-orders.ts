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
import type { Deps, HoldRules } from '../platform/deps.ts';
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
  findPurchasedUnits,
  insertOrderLines,
  insertOrders,
} from './order-store.ts';
import {
  decidePlacements,
  earliestOpenOrderTime,
  type PlacedOrder,
  type PlacementResult,
  subjectsOf,
  type PlaceOrderCommand,
} from './placement.ts';
import { HoldLimitError, limitsOf, hasLimits } from '../limits/hold-limits.ts';
import { findExemptSubjects } from '../limits/limit-exemption-store.ts';
import type { SubjectKind } from '../shared/limit-subjects.ts';
import {
  createPlacementsInFlight,
  type BatchInFlight,
  type PlacementsInFlight,
} from './placements-in-flight.ts';

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
 * @param inFlight the batches of this process that may overlap with this one
 * @returns one outcome per command, in order; an error is for that caller alone
 */
export async function placeOrders(
  deps: Deps,
  commands: readonly PlaceOrderCommand[],
  inFlight: PlacementsInFlight = createPlacementsInFlight(),
): Promise<(PlacedOrder | DomainError)[]> {
  const run = (mode: DecisionMode) =>
    inFlight.run((batch) =>
      inTransaction(deps.db, (trx) => placeBatch(deps, trx, commands, mode, batch)),
    );
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
  batch: BatchInFlight,
): Promise<PlacementResult> {
  const { rules } = deps;
  const skuIds = unique(commands.flatMap((command) => command.lines.map((line) => line.skuId)));
  const orderIds = unique(commands.map((command) => command.orderId));
  const openSince = earliestOpenOrderTime(deps.clock.now(), rules.paymentWindowMs);

  const [stock, skus, existing, held] = await Promise.all([
    (mode === 'pessimistic' ? lockStock : findStock)(trx, skuIds),
    findSkusOnSale(trx, skuIds, unique(commands.map(({ language }) => language))),
    findExistingOrders(trx, orderIds),
    findUnitsInOpenOrders(trx, subjectsToRead(commands, rules.holdRules), openSince),
  ]);
  const purchaseLimits = new Map(
    [...skus].flatMap(([skuId, { purchaseLimit }]) =>
      purchaseLimit === null ? [] : [[skuId, purchaseLimit] as const],
    ),
  );
  const now = deps.clock.now();
  const payBy = addMs(now, rules.paymentWindowMs);
  const recoverAt = addMs(payBy, rules.recoveryDelayMs);

  const state = {
    now,
    payBy,
    recoverAt,
    ...rules,
    skus,
    purchaseLimits,
    purchased: await findPurchased(trx, commands, purchaseLimits),
    stock,
    existing,
    held,
    elsewhere: batch.elsewhere,
  };
  let placements = decidePlacements(commands, state);
  batch.decided(placements.holdings);
  // Looked up only when a limit refuses, so that other batches do not wait for it.
  const exempt = await findExempt(trx, commands, placements, now);
  if (exempt.size > 0) {
    placements = decidePlacements(commands, { ...state, exempt });
    batch.decided(placements.holdings);
  }

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

/** Read only when a SKU of the batch has a purchase limit, so that other batches do not wait for it. */
async function findPurchased(
  trx: Trx,
  commands: readonly PlaceOrderCommand[],
  limits: ReadonlyMap<string, number>,
) {
  const limited = commands.filter(({ lines }) => lines.some(({ skuId }) => limits.has(skuId)));
  if (limited.length === 0) return [];
  return await findPurchasedUnits(trx, [...limits.keys()], {
    buyers: unique(limited.map(({ buyerId }) => buyerId)),
    emails: unique(limited.map(({ emailKey }) => emailKey)),
  });
}

/** The exempt subjects of the orders that a limit refused. */
async function findExempt(
  trx: Trx,
  commands: readonly PlaceOrderCommand[],
  { outcomes }: PlacementResult,
  now: Date,
): Promise<Set<string>> {
  const refused = commands.filter((_, index) => outcomes[index] instanceof HoldLimitError);
  if (refused.length === 0) return new Set();
  const keys = refused.flatMap((command) => Object.values(subjectsOf(command)));
  return await findExemptSubjects(trx, unique(keys), now);
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

/** The keys by which open orders are counted; none of a kind without limits. */
function subjectsToRead(commands: readonly PlaceOrderCommand[], rules: HoldRules) {
  const keysOf = (kind: SubjectKind, key: (command: PlaceOrderCommand) => string) =>
    hasLimits(limitsOf(rules, kind)) ? unique(commands.map(key)) : [];
  return {
    buyer: keysOf('buyer', ({ buyerId }) => buyerId),
    email: keysOf('email', ({ emailKey }) => emailKey),
    network: keysOf('network', ({ clientNetwork }) => clientNetwork),
  };
}

function unique<Id extends string>(ids: readonly Id[]): Id[] {
  return [...new Set(ids)];
}
