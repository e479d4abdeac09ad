import type { Order } from '../orders/order.ts';
import type { OrderDecision } from '../orders/order-store.ts';
import type { SessionState } from './payment-service.ts';

/** `held`: money came that does not fit the order; staff decide. */
export type PaymentState =
  'requested' | 'open' | 'processing' | 'paid' | 'failed' | 'expired' | 'held';

/** The one payment of an order, from the moment it is asked for. */
export interface Payment {
  orderId: string;
  state: PaymentState;
  sessionId: string | null;
  sessionUrl: string | null;
  paymentIntentId: string | null;
  amountCents: number;
  currency: string;
  paidCents: number;
}

/** Something the payment service has told us, by an event or when asked. */
export interface PaymentFact {
  orderId: string;
  sessionId: string;
  state: SessionState;
  /** Set when an event told it; its id makes it count once. */
  event: { eventId: string; kind: string; occurredAt: Date } | null;
}

/** What a fact leads to; also what the inbox says that an event did. */
export interface PaymentOutcome {
  outcome:
    | 'order_paid'
    | 'order_cancelled'
    | 'refund_requested'
    | 'held_for_staff'
    | 'payment_updated'
    | 'nothing_new'
    | 'unknown_order';
  /** The payment after the fact; null when it stays as it is. */
  payment: Payment | null;
  decision: OrderDecision | null;
}

/**
 * Decides what a fact about a payment means for its order. Pure, and repeatable: a fact told twice,
 * late or out of order changes nothing that it should not.
 */
export function decidePayment(
  order: Order | undefined,
  payment: Payment | undefined,
  fact: PaymentFact,
): PaymentOutcome {
  if (!order || !payment) return { outcome: 'unknown_order', payment: null, decision: null };
  // Money on a session we did not open is not this order's payment, but it is somebody's money.
  const foreign = payment.sessionId !== null && payment.sessionId !== fact.sessionId;
  const known = { ...payment, sessionId: payment.sessionId ?? fact.sessionId };
  switch (fact.state.kind) {
    case 'paid':
      return decidePaid(order, known, fact.state, foreign);
    case 'processing':
      if (foreign || !isUndecided(payment)) return nothingNew;
      return updated({
        ...known,
        state: 'processing',
        paymentIntentId: fact.state.paymentIntentId,
      });
    case 'failed':
      if (foreign || !isUndecided(payment)) return nothingNew;
      return {
        outcome: order.status === 'pending_payment' ? 'order_cancelled' : 'payment_updated',
        payment: { ...known, state: 'failed' },
        decision: { orderId: order.orderId, status: 'cancelled', reason: 'payment_failed' },
      };
    case 'expired':
      // The order stays until its window ends or its shopper cancels, which both say why.
      if (foreign || !isUndecided(payment)) return nothingNew;
      return updated({ ...known, state: 'expired' });
    case 'open':
      return nothingNew;
  }
}

function decidePaid(
  order: Order,
  payment: Payment,
  state: Extract<SessionState, { kind: 'paid' }>,
  foreign: boolean,
): PaymentOutcome {
  if (payment.state === 'paid' || payment.state === 'held') return nothingNew;
  const paid: Payment = {
    ...payment,
    state: 'paid',
    paymentIntentId: state.paymentIntentId,
    paidCents: state.amountCents,
  };
  const fits = state.amountCents === order.totalCents && state.currency === order.currency;
  if (foreign || !fits) {
    return { outcome: 'held_for_staff', payment: { ...paid, state: 'held' }, decision: null };
  }
  if (order.status === 'cancelled') {
    return { outcome: 'refund_requested', payment: paid, decision: null };
  }
  const reason = 'payment_received';
  return {
    outcome: 'order_paid',
    payment: paid,
    decision: { orderId: order.orderId, status: 'paid', reason },
  };
}

/** Whether the payment can still turn out either way. */
export function isUndecided(payment: Payment): boolean {
  return (
    payment.state === 'requested' || payment.state === 'open' || payment.state === 'processing'
  );
}

const nothingNew: PaymentOutcome = { outcome: 'nothing_new', payment: null, decision: null };

function updated(payment: Payment): PaymentOutcome {
  return { outcome: 'payment_updated', payment, decision: null };
}
