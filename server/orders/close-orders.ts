import pLimit from 'p-limit';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Deps } from '../deps.ts';
import type { Payment } from '../payments/payment.ts';
import type { SessionState } from '../payments/payment-service.ts';
import { findPayments, storeSession } from '../payments/payment-store.ts';
import { recordPayments } from '../payments/record-payments.ts';
import { isDue, type CancelReason, type Order } from './order.ts';
import { findOrderLines, findOrders, lockOrders } from './order-store.ts';
import { settleOrders } from './settle-orders.ts';

/** What closing made of an order, or why it could not be closed now. */
export type CloseOutcome =
  | 'cancelled'
  | 'paid'
  /** Its window has not ended, and nobody asked to cancel it. */
  | 'not_due'
  /** The money is under way; ask again later. */
  | 'processing'
  /** The payment service could not be asked, or a payment began meanwhile: try again. */
  | 'unresolved'
  /** Money came that does not fit; staff decide. */
  | 'held'
  | 'unknown';

/** Calls of one closing to the payment service that may be under way at once. */
const CALLS_AT_ONCE = 8;
/** Orders cancelled in one transaction. */
const GROUP_MAX = 500;

/**
 * Closes orders: ends their payment at the payment service, then cancels them or records their
 * payment. An order is cancelled only with proof of non-payment: none was ever asked for, or the
 * payment service has expired its session. Where there is no proof, the order and its locks stay.
 *
 * Repeatable: an order that is settled already is answered as it is.
 *
 * @param options.reason why; only `payment_window_passed` waits for the window to end
 * @returns what became of each order
 */
export async function closeOrders(
  deps: Deps,
  orderIds: readonly string[],
  options: { reason: Exclude<CancelReason, 'payment_failed'> },
): Promise<Map<string, CloseOutcome>> {
  const outcomes = new Map<string, CloseOutcome>();
  for (let at = 0; at < orderIds.length; at += GROUP_MAX) {
    const group = await closeGroup(deps, orderIds.slice(at, at + GROUP_MAX), options.reason);
    for (const [orderId, outcome] of group) outcomes.set(orderId, outcome);
  }
  return outcomes;
}

async function closeGroup(
  deps: Deps,
  orderIds: readonly string[],
  reason: Exclude<CancelReason, 'payment_failed'>,
): Promise<Map<string, CloseOutcome>> {
  const orders = await findOrders(deps.db, orderIds);
  const payments = await findPayments(deps.db, [...orders.keys()]);
  const now = deps.clock.now();
  const outcomes = new Map<string, CloseOutcome>();
  const unpaid: string[] = [];
  const toEnd: { order: Order; payment: Payment }[] = [];

  for (const orderId of orderIds) {
    const order = orders.get(orderId);
    const payment = payments.get(orderId);
    if (!order) outcomes.set(orderId, 'unknown');
    else if (order.status !== 'pending_payment') outcomes.set(orderId, order.status);
    else if (reason === 'payment_window_passed' && !isDue(order, now))
      outcomes.set(orderId, 'not_due');
    else if (payment?.state === 'held') outcomes.set(orderId, 'held');
    else if (!payment || payment.state === 'expired') unpaid.push(orderId);
    else toEnd.push({ order, payment });
  }

  const limit = pLimit(CALLS_AT_ONCE);
  await Promise.all(
    toEnd.map(({ order, payment }) =>
      limit(async () => {
        const outcome = await endPayment(deps, order, payment);
        if (outcome === 'expired') unpaid.push(order.orderId);
        else outcomes.set(order.orderId, outcome);
      }),
    ),
  );
  for (const [orderId, outcome] of await cancelUnpaid(deps, unpaid, reason)) {
    outcomes.set(orderId, outcome);
  }
  return outcomes;
}

/** Ends one order's payment at the payment service and records what that found. */
async function endPayment(
  deps: Deps,
  order: Order,
  payment: Payment,
): Promise<'expired' | CloseOutcome> {
  try {
    const sessionId = payment.sessionId ?? (await openLostSession(deps, order));
    const state = await deps.payments.endSession(sessionId);
    const [recorded] = await recordPayments(deps, [
      { orderId: order.orderId, sessionId, state, event: null },
    ]);
    return recorded === 'held_for_staff' ? 'held' : outcomeOf(state);
  } catch (error) {
    // Without the payment service's word the order stays, with its locks; the job tries again.
    deps.log.warn({ err: error, orderId: order.orderId }, 'cannot end the payment of an order yet');
    return 'unresolved';
  }
}

/**
 * An attempt is recorded, but no session: the process died in between, or the service's answer was
 * lost. Asking again with the same key gives the session that may exist, so that it can be ended.
 */
async function openLostSession(deps: Deps, order: Order): Promise<string> {
  const lines = await findOrderLines(deps.db, [order.orderId]);
  const session = await deps.payments.openSession(order, lines);
  await storeSession(deps.db, order.orderId, session, deps.clock.now());
  return session.sessionId;
}

function outcomeOf(state: SessionState): 'expired' | CloseOutcome {
  switch (state.kind) {
    case 'expired':
      return 'expired';
    case 'paid':
      return 'paid';
    case 'processing':
      return 'processing';
    case 'failed':
      return 'cancelled';
    case 'open':
      return 'unresolved';
  }
}

/** Cancels orders that cannot be paid any more, deciding anew under their locks. */
async function cancelUnpaid(
  deps: Deps,
  orderIds: readonly string[],
  reason: CancelReason,
): Promise<Map<string, CloseOutcome>> {
  if (orderIds.length === 0) return new Map();
  const { outcomes, skuIds } = await inTransaction(deps.db, async (trx) => {
    const outcomes = await decideCancellations(trx, orderIds);
    const cancelled = [...outcomes].filter(([, outcome]) => outcome === 'cancel');
    const { settled, skuIds } = await settleOrders(
      trx,
      cancelled.map(([orderId]) => ({ orderId, status: 'cancelled', reason })),
      deps.clock.now(),
    );
    for (const orderId of settled) outcomes.set(orderId, 'cancelled');
    return { outcomes: outcomes as Map<string, CloseOutcome>, skuIds };
  });
  deps.announce.changed({ orderIds: [...orderIds], skuIds });
  return outcomes;
}

async function decideCancellations(
  trx: Trx,
  orderIds: readonly string[],
): Promise<Map<string, CloseOutcome | 'cancel'>> {
  const orders = await lockOrders(trx, orderIds);
  const payments = await findPayments(trx, orderIds);
  return new Map(
    orderIds.map((orderId) => {
      const status = orders.get(orderId)?.status ?? 'unknown';
      if (status !== 'pending_payment') return [orderId, status];
      // A payment asked for since we looked: the next try ends it first.
      const payment = payments.get(orderId);
      return [orderId, !payment || payment.state === 'expired' ? 'cancel' : 'unresolved'];
    }),
  );
}
