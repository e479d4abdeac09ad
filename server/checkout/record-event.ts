import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { lockOrders } from './order-store.ts';
import { findExistingEventKeys, insertEvents, type EventOutcome } from './event-store.ts';
import type { PaymentEvent } from '../platform/payment-service.ts';
import { findOrderIdByPaymentIntent } from './payment-store.ts';

export type EventMetadata = Omit<PaymentEvent, 'notice'>;

/** What the payment service reported about a payment apart from its session. */
export interface PaymentIntentNotice {
  /** Null when the notice names no order; it is found by the payment intent. */
  orderId: string | null;
  paymentIntentId: string;
  /** Null when no money moved. */
  amountCents: number | null;
  currency: string | null;
  /** Null when we asked. */
  event: EventMetadata | null;
}

/**
 * Records a refund, a dispute or a declined attempt: finds and locks the order, calls `record`, and
 * writes the event in the same transaction.
 *
 * @returns the outcome of `record`; it is not called for a duplicate, for an unknown order, or while the
 *   payment itself is not recorded
 * @throws PaymentServiceError when it must be asked for the order of the payment and does not answer
 */
export async function recordEvent(
  deps: Deps,
  actor: Actor,
  notice: PaymentIntentNotice,
  record: (trx: Trx, orderId: string, now: Date) => Promise<EventOutcome>,
): Promise<EventOutcome | 'duplicate'> {
  const orderId =
    notice.orderId ?? (await findOrderIdByPaymentIntent(deps.db, notice.paymentIntentId));
  if (!orderId) return await enqueuePaymentSync(deps, actor, notice);
  return await recordForOrder(deps, actor, orderId, notice, record);
}

/**
 * Events arrive in any order, so a payment that is not recorded yet may still be ours: its session names
 * the order. A job then records the payment first, and after it its refunds and disputes.
 */
async function enqueuePaymentSync(
  deps: Deps,
  actor: Actor,
  notice: PaymentIntentNotice,
): Promise<EventOutcome | 'duplicate'> {
  const { paymentIntentId } = notice;
  const session = await deps.payments.findSession(paymentIntentId);
  if (!session?.orderId) return 'unknown_order';
  return await recordForOrder(deps, actor, session.orderId, notice, async (trx, orderId) => {
    await deps.jobs.enqueue(trx, 'look-up-payment', { orderId, paymentIntentId });
    return 'payment_sync_enqueued';
  });
}

async function recordForOrder(
  deps: Deps,
  actor: Actor,
  orderId: string,
  notice: PaymentIntentNotice,
  record: (trx: Trx, orderId: string, now: Date) => Promise<EventOutcome>,
): Promise<EventOutcome | 'duplicate'> {
  return await inTransaction(deps.db, async (trx) => {
    const isKnown = (await lockOrders(trx, [orderId])).has(orderId);
    if (!isKnown) return 'unknown_order';
    const { event } = notice;
    if (event && (await findExistingEventKeys(trx, [{ orderId, ...event }])).size > 0) {
      return 'duplicate';
    }
    const now = deps.clock.now();
    const outcome = await record(trx, orderId, now);
    const { paymentIntentId, amountCents, currency } = notice;
    const row = { orderId, sessionId: null, paymentIntentId, amountCents, currency, outcome };
    if (event) await insertEvents(trx, [{ ...event, ...row }], now);
    await recordStaffAction(trx, actor, { outcome: null });
    return outcome;
  });
}
