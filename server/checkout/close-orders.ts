import pLimit from 'p-limit';
import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { isTerminalUnpaid, type Payment } from './payment.ts';
import { PaymentServiceError } from '../platform/payment-service.ts';
import {
  failPaymentsWithoutSession,
  findPayments,
  markSessionsMissing,
  storeSession,
} from './payment-store.ts';
import { recordPayments } from './record-payments.ts';
import { isDue, type CancelReason, type Order, type OrderState } from './order.ts';
import { findOrderLines, findOrders, lockOrders } from './order-store.ts';
import { settleOrders } from './settle-orders.ts';

/** The order's status after closing, or why it could not be closed now. */
export type CloseOutcome =
  | 'cancelled'
  | 'paid'
  /** Its window has not ended, and nobody asked to cancel it. */
  | 'not_due'
  /** An asynchronous payment is in processing; try again later. */
  | 'processing'
  /** No answer from the payment service, or a payment was requested meanwhile: try again. */
  | 'unresolved'
  /** The payment service does not know its session, which proves nothing: staff must review it. */
  | 'missing_at_service'
  | 'unknown';

/** Concurrent calls to the payment service while closing one batch. */
const CONCURRENT_CALLS_MAX = 16;
/**
 * Orders cancelled in one transaction. A larger batch would be faster, but shoppers who order while
 * thousands expire would wait for its commit.
 */
const BATCH_SIZE_MAX = 100;

/**
 * Closes orders: expires their session at the payment service, then cancels them or records their
 * payment. An order is cancelled only with proof of non-payment: no payment was requested, the payment
 * service has expired its session or refuses to open one, or the payment does not match and is held.
 * Without proof, the order and its locks stay.
 *
 * Repeatable: a settled order stays as it is.
 *
 * @param options.reason why; only `payment_window_passed` waits for the window to end
 * @returns the outcome of each order
 */
export async function closeOrders(
  deps: Deps,
  actor: Actor,
  orderIds: readonly string[],
  options: { reason: Exclude<CancelReason, 'payment_failed'> },
): Promise<Map<string, CloseOutcome>> {
  const outcomes = new Map<string, CloseOutcome>();
  for (let at = 0; at < orderIds.length; at += BATCH_SIZE_MAX) {
    const batch = orderIds.slice(at, at + BATCH_SIZE_MAX);
    const closed = await closeBatch(deps, actor, batch, options.reason);
    for (const [orderId, outcome] of closed) outcomes.set(orderId, outcome);
  }
  return outcomes;
}

async function closeBatch(
  deps: Deps,
  actor: Actor,
  orderIds: readonly string[],
  reason: Exclude<CancelReason, 'payment_failed'>,
): Promise<Map<string, CloseOutcome>> {
  const orders = await findOrders(deps.db, orderIds);
  const payments = await findPayments(deps.db, [...orders.keys()]);
  const now = deps.clock.now();
  const outcomes = new Map<string, CloseOutcome>();
  const unpayable: UnpayableOrders = { orderIds: [], refusedIds: [] };
  const toEnd: { order: Order; payment: Payment }[] = [];

  for (const orderId of orderIds) {
    const order = orders.get(orderId);
    const payment = payments.get(orderId);
    if (!order) outcomes.set(orderId, 'unknown');
    else if (order.status !== 'pending_payment') outcomes.set(orderId, order.status);
    else if (reason === 'payment_window_passed' && !isDue(order, now))
      outcomes.set(orderId, 'not_due');
    else if (!payment || isTerminalUnpaid(payment)) unpayable.orderIds.push(orderId);
    else toEnd.push({ order, payment });
  }

  const limit = pLimit(CONCURRENT_CALLS_MAX);
  const failures: unknown[] = [];
  await Promise.all(
    toEnd.map(({ order, payment }) =>
      limit(async () => {
        const ended = await endPayment(deps, actor, order, payment).catch((error: unknown) => {
          if (error instanceof PaymentServiceError && error.outcome === 'missing')
            return 'missing_at_service' as const;
          // Without an answer the order keeps its locks; the job tries again.
          failures.push(error);
          return 'unresolved' as const;
        });
        if (ended !== 'ended' && ended !== 'refused') outcomes.set(order.orderId, ended);
        else unpayable.orderIds.push(order.orderId);
        if (ended === 'refused') unpayable.refusedIds.push(order.orderId);
      }),
    ),
  );
  if (failures.length > 0) {
    const orderCount = failures.length;
    deps.log.warn({ err: failures[0], orderCount }, 'cannot expire the sessions of orders yet');
  }
  const missing = [...outcomes].filter(([, outcome]) => outcome === 'missing_at_service');
  await markSessionsMissing(
    deps.db,
    missing.map(([orderId]) => orderId),
    now,
  );
  for (const [orderId, outcome] of await cancelUnpayable(deps, actor, unpayable, reason)) {
    outcomes.set(orderId, outcome);
  }
  return outcomes;
}

/**
 * Expires one order's session and records its final state.
 * @returns `ended` when nothing more can be paid, so that the order can be decided
 */
async function endPayment(
  deps: Deps,
  actor: Actor,
  order: Order,
  payment: Payment,
): Promise<'ended' | 'refused' | 'processing' | 'unresolved'> {
  const sessionId = payment.sessionId ?? (await getOrOpenSession(deps, order));
  if (!sessionId) return 'refused';
  const state = await deps.payments.endSession(sessionId);
  await recordPayments(deps, actor, [{ orderId: order.orderId, sessionId, state, event: null }]);
  if (state.kind === 'processing') return 'processing';
  return state.kind === 'open' ? 'unresolved' : 'ended';
}

/**
 * An attempt is recorded without a session: the process died in between, or the answer was lost. The
 * same idempotency key returns the session that may exist, so that it can be expired.
 * @returns its id, or null when the service refuses to open one: then there is none
 */
async function getOrOpenSession(deps: Deps, order: Order): Promise<string | null> {
  const lines = await findOrderLines(deps.db, [order.orderId]);
  try {
    const session = await deps.payments.openSession(order, lines);
    return (await storeSession(deps.db, order.orderId, session, deps.clock.now())).sessionId;
  } catch (error) {
    if (error instanceof PaymentServiceError && error.outcome === 'refused') return null;
    throw error;
  }
}

/** Orders that cannot be paid any more; those of `refusedIds` never had a session. */
interface UnpayableOrders {
  orderIds: string[];
  refusedIds: string[];
}

/** Cancels orders that cannot be paid any more, checking again with their rows locked. */
async function cancelUnpayable(
  deps: Deps,
  actor: Actor,
  { orderIds, refusedIds }: UnpayableOrders,
  reason: CancelReason,
): Promise<Map<string, CloseOutcome>> {
  if (orderIds.length === 0) return new Map();
  return await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    // They run in this order: payments are read once their orders are locked.
    const [orders, , payments] = await Promise.all([
      lockOrders(trx, orderIds),
      failPaymentsWithoutSession(trx, refusedIds, now),
      findPayments(trx, orderIds),
    ]);
    const outcomes = decideCancellations(orderIds, orders, payments);
    const cancelled = orderIds.filter((orderId) => outcomes.get(orderId) === 'cancel');
    await settleOrders(
      trx,
      cancelled.map((orderId) => ({ orderId, status: 'cancelled', reason })),
      now,
    );
    for (const orderId of cancelled) outcomes.set(orderId, 'cancelled');
    await recordStaffAction(trx, actor, { outcome: settledOutcome(outcomes) });
    return outcomes as Map<string, CloseOutcome>;
  });
}

/** Staff close one order; null when it is still open. */
function settledOutcome(outcomes: ReadonlyMap<string, string>): string | null {
  return [...outcomes.values()].find((value) => value === 'cancelled' || value === 'paid') ?? null;
}

function decideCancellations(
  orderIds: readonly string[],
  orders: ReadonlyMap<string, OrderState>,
  payments: ReadonlyMap<string, Payment>,
): Map<string, CloseOutcome | 'cancel'> {
  return new Map(
    orderIds.map((orderId) => {
      const status = orders.get(orderId)?.status ?? 'unknown';
      if (status !== 'pending_payment') return [orderId, status];
      // A payment was requested meanwhile: the next try expires its session first.
      const payment = payments.get(orderId);
      return [orderId, !payment || isTerminalUnpaid(payment) ? 'cancel' : 'unresolved'];
    }),
  );
}
