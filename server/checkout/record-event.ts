import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { lockOrders } from './order-store.ts';
import { findExistingEventKeys, insertEvents, type EventOutcome } from './event-store.ts';
import type { PaymentEvent } from '../platform/payment-service.ts';
import { findOrderIdByPaymentIntent } from './payment-store.ts';

export type EventMetadata = Omit<PaymentEvent, 'notice'>;

/** What the payment service told about an order's money apart from its session. */
export interface PaymentIntentNotice {
  /** The order, where that is told; else it is found by the payment. */
  orderId: string | null;
  paymentIntentId: string;
  /** Null where none moved. */
  amountCents: number | null;
  currency: string | null;
  /** Null when we asked. */
  event: EventMetadata | null;
}

/**
 * Records something that was told about an order's money (a refund, a dispute, an attempt that was
 * declined): finds and locks the order, and writes the event into the inbox together with what `record` does.
 *
 * @returns what `record` did; it is not run for an event that was seen before, for an order not ours,
 *   nor while the money itself is not recorded
 * @throws PaymentServiceError when it must be asked whose money it is, and does not answer
 */
export async function recordEvent(
  deps: Deps,
  actor: Actor,
  told: PaymentIntentNotice,
  record: (trx: Trx, orderId: string, now: Date) => Promise<EventOutcome>,
): Promise<EventOutcome | 'duplicate'> {
  const orderId = told.orderId ?? (await findOrderIdByPaymentIntent(deps.db, told.paymentIntentId));
  if (!orderId) return await enqueuePaymentSync(deps, actor, told);
  return await recordForOrder(deps, actor, orderId, told, record);
}

/**
 * Money that is not recorded here may be ours all the same, since events overtake each other: its
 * session says whose it is. It is recorded by a job, and then what came after it, as the job finds it.
 */
async function enqueuePaymentSync(
  deps: Deps,
  actor: Actor,
  told: PaymentIntentNotice,
): Promise<EventOutcome | 'duplicate'> {
  const { paymentIntentId } = told;
  const session = await deps.payments.findSession(paymentIntentId);
  if (!session?.orderId) return 'unknown_order';
  return await recordForOrder(deps, actor, session.orderId, told, async (trx, orderId) => {
    await deps.jobs.enqueue(trx, 'look-up-payment', { orderId, paymentIntentId });
    return 'payment_sync_enqueued';
  });
}

async function recordForOrder(
  deps: Deps,
  actor: Actor,
  orderId: string,
  told: PaymentIntentNotice,
  record: (trx: Trx, orderId: string, now: Date) => Promise<EventOutcome>,
): Promise<EventOutcome | 'duplicate'> {
  return await inTransaction(deps.db, async (trx) => {
    const known = (await lockOrders(trx, [orderId])).has(orderId);
    if (!known) return 'unknown_order';
    const { event } = told;
    if (event && (await findExistingEventKeys(trx, [{ orderId, ...event }])).size > 0) {
      return 'duplicate';
    }
    const now = deps.clock.now();
    const outcome = await record(trx, orderId, now);
    const { paymentIntentId, amountCents, currency } = told;
    const row = { orderId, sessionId: null, paymentIntentId, amountCents, currency, outcome };
    if (event) await insertEvents(trx, [{ ...event, ...row }], now);
    await recordStaffAction(trx, actor, { outcome: null });
    return outcome;
  });
}
