import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import type { OrderState } from './order.ts';
import { lockOrders, type OrderDecision } from './order-store.ts';
import { settleOrders } from './settle-orders.ts';
import { findExistingEventKeys, eventKey, insertEvents, type InboxEvent } from './event-store.ts';
import { insertHeldPayments } from './held-payment-store.ts';
import {
  decidePayment,
  type HeldPayment,
  type Payment,
  type PaymentNotice,
  type PaymentOutcome,
} from './payment.ts';
import { findPayments, updatePayments } from './payment-store.ts';
import { insertRefunds, type NewRefund } from './refund-store.ts';

export type RecordPaymentOutcome = PaymentOutcome['outcome'] | 'duplicate';

/**
 * Records notices of the payment service in one transaction: the event, the payment, the settled order
 * with its locks and stock, the refund of a late payment, and payments that do not match, which are held.
 *
 * Repeatable: an event is recorded once; notices may be late, duplicate and out of order.
 *
 * @param actor who asked the payment service; notices with an event are the service's own
 * @returns what each notice changed, in order
 */
export async function recordPayments(
  deps: Deps,
  actor: Actor,
  notices: readonly PaymentNotice[],
): Promise<RecordPaymentOutcome[]> {
  return await inTransaction(deps.db, (trx) => recordBatch(deps, actor, trx, notices));
}

async function recordBatch(deps: Deps, actor: Actor, trx: Trx, notices: readonly PaymentNotice[]) {
  const now = deps.clock.now();
  const orderIds = [...new Set(notices.map((notice) => notice.orderId))];
  // They run in this order: payments and events are read once their orders are locked.
  const [orders, payments, existingEventKeys] = await Promise.all([
    lockOrders(trx, orderIds),
    findPayments(trx, orderIds),
    findExistingEventKeys(
      trx,
      notices.flatMap(({ orderId, event }) => (event ? [{ orderId, eventId: event.eventId }] : [])),
    ),
  ]);

  const batch = new NoticeBatch(deps, actor, orders, payments, existingEventKeys);
  const outcomes = notices.map((notice) => batch.decide(notice));

  const [, refunds] = await Promise.all([
    settleOrders(trx, batch.decisions, now),
    insertRefunds(trx, batch.refunds, now),
    insertEvents(trx, batch.events, now),
    updatePayments(trx, [...batch.changed.values()], now),
    insertHeldPayments(trx, batch.held, now),
  ]);
  await recordStaffAction(trx, actor, { outcome: null });
  await Promise.all(refunds.map((refund) => deps.jobs.enqueue(trx, 'refund-payment', refund)));
  return outcomes;
}

/** Decides the notices of a batch in order; each sees what the ones before it changed. */
class NoticeBatch {
  readonly events: InboxEvent[] = [];
  readonly changed = new Map<string, Payment>();
  readonly decisions: OrderDecision[] = [];
  readonly refunds: NewRefund[] = [];
  readonly held: HeldPayment[] = [];
  readonly #deps: Deps;
  readonly #actor: Actor;
  readonly #orders: Map<string, OrderState>;
  readonly #payments: Map<string, Payment>;
  readonly #existingEventKeys: Set<string>;

  constructor(
    deps: Deps,
    actor: Actor,
    orders: Map<string, OrderState>,
    payments: Map<string, Payment>,
    existingEventKeys: Set<string>,
  ) {
    this.#deps = deps;
    this.#actor = actor;
    this.#orders = orders;
    this.#payments = payments;
    this.#existingEventKeys = existingEventKeys;
  }

  decide(notice: PaymentNotice): RecordPaymentOutcome {
    const { event } = notice;
    if (event) {
      const key = eventKey(notice.orderId, event.eventId);
      if (this.#existingEventKeys.has(key)) return 'duplicate';
      this.#existingEventKeys.add(key);
    }
    const order = this.#orders.get(notice.orderId);
    const { outcome, payment, decision, held } = decidePayment(
      order,
      this.#payments.get(notice.orderId),
      notice,
    );
    if (event && order) this.events.push(toInboxEvent(notice, event, outcome));
    if (held) this.held.push(held);
    if (payment) {
      this.#payments.set(payment.orderId, payment);
      this.changed.set(payment.orderId, payment);
    }
    if (decision && order) {
      const isFound = decision.status === 'paid' && !event;
      this.decisions.push(isFound ? withFoundReason(decision) : decision);
      this.#orders.set(order.orderId, { ...order, status: decision.status });
    }
    if (outcome === 'refund_requested' && payment)
      this.refunds.push(this.#buildRefund(payment, event));
    return outcome;
  }

  #buildRefund(payment: Payment, event: PaymentNotice['event']): NewRefund {
    return {
      orderId: payment.orderId,
      refundId: this.#deps.newId(),
      paymentIntentId: payment.paymentIntentId!,
      reason: 'late_payment',
      amountCents: payment.paidCents,
      currency: payment.currency,
      restock: false,
      note: '',
      requestedBy: formatActor(
        event ? { kind: 'payment_service', eventId: event.eventId } : this.#actor,
      ),
    };
  }
}

function toInboxEvent(
  { orderId, sessionId, state }: PaymentNotice,
  event: NonNullable<PaymentNotice['event']>,
  outcome: PaymentOutcome['outcome'],
): InboxEvent {
  return {
    ...event,
    orderId,
    sessionId,
    paymentIntentId: 'paymentIntentId' in state ? state.paymentIntentId : null,
    amountCents: state.kind === 'paid' ? state.amountCents : null,
    currency: state.kind === 'paid' ? state.currency : null,
    outcome,
  };
}

/** No event reported it: the close job, a shopper or staff asked the payment service. */
function withFoundReason(decision: OrderDecision): OrderDecision {
  return { orderId: decision.orderId, status: 'paid', reason: 'payment_found' };
}
