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
 * Records what the payment service has told, in one transaction: the event in the inbox, the
 * payment, the order's end with its locks and stock, the refund of money that came too late, and money
 * that does not fit, which is put aside.
 *
 * Repeatable: an event counts once, and facts may come late, twice and in any order.
 *
 * @param actor who asked the payment service; facts that an event reported are the service's own
 * @returns what each fact did, in order
 */
export async function recordPayments(
  deps: Deps,
  actor: Actor,
  facts: readonly PaymentNotice[],
): Promise<RecordPaymentOutcome[]> {
  return await inTransaction(deps.db, (trx) => recordBatch(deps, actor, trx, facts));
}

async function recordBatch(deps: Deps, actor: Actor, trx: Trx, facts: readonly PaymentNotice[]) {
  const now = deps.clock.now();
  const orderIds = [...new Set(facts.map((fact) => fact.orderId))];
  // They run in this order: what is read of orders is read once they are locked.
  const [orders, payments, seen] = await Promise.all([
    lockOrders(trx, orderIds),
    findPayments(trx, orderIds),
    findExistingEventKeys(
      trx,
      facts.flatMap(({ orderId, event }) => (event ? [{ orderId, eventId: event.eventId }] : [])),
    ),
  ]);

  const group = new NoticeBatch(deps, actor, orders, payments, seen);
  const outcomes = facts.map((fact) => group.decide(fact));

  const [, refunds] = await Promise.all([
    settleOrders(trx, group.decisions, now),
    insertRefunds(trx, group.refunds, now),
    insertEvents(trx, group.events, now),
    updatePayments(trx, [...group.changed.values()], now),
    insertHeldPayments(trx, group.held, now),
  ]);
  await recordStaffAction(trx, actor, { outcome: null });
  await Promise.all(refunds.map((refund) => deps.jobs.enqueue(trx, 'refund-payment', refund)));
  return outcomes;
}

/** Decides the facts of a group one after the other, each seeing what those before it changed. */
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
  readonly #seen: Set<string>;

  constructor(
    deps: Deps,
    actor: Actor,
    orders: Map<string, OrderState>,
    payments: Map<string, Payment>,
    seen: Set<string>,
  ) {
    this.#deps = deps;
    this.#actor = actor;
    this.#orders = orders;
    this.#payments = payments;
    this.#seen = seen;
  }

  decide(fact: PaymentNotice): RecordPaymentOutcome {
    const { event } = fact;
    if (event) {
      const key = eventKey(fact.orderId, event.eventId);
      if (this.#seen.has(key)) return 'duplicate';
      this.#seen.add(key);
    }
    const order = this.#orders.get(fact.orderId);
    const { outcome, payment, decision, held } = decidePayment(
      order,
      this.#payments.get(fact.orderId),
      fact,
    );
    if (event && order) this.events.push(toInboxEvent(fact, event, outcome));
    if (held) this.held.push(held);
    if (payment) {
      this.#payments.set(payment.orderId, payment);
      this.changed.set(payment.orderId, payment);
    }
    if (decision && order?.status === 'pending_payment') {
      const told = decision.status === 'paid' && !event ? withFoundReason(decision) : decision;
      this.decisions.push(told);
      this.#orders.set(order.orderId, { ...order, status: told.status });
    }
    if (outcome === 'refund_requested' && payment)
      this.refunds.push(this.#refundOf(payment, event));
    return outcome;
  }

  #refundOf(payment: Payment, event: PaymentNotice['event']): NewRefund {
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

/** No event told us: the close job, a shopper or staff asked, and found it. */
function withFoundReason(decision: OrderDecision): OrderDecision {
  return { orderId: decision.orderId, status: 'paid', reason: 'payment_found' };
}
