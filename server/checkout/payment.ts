import type { OrderState } from './order.ts';
import type { OrderDecision } from './order-store.ts';
import type { SessionState } from '../platform/payment-service.ts';

/** `held`: money came that does not fit the order; it is kept apart until staff give it back. */
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
  /** What counts for the order; money that is held does not. */
  paidCents: number;
}

/** Money that came for an order and does not fit it. One per payment intent. */
export interface HeldPayment {
  orderId: string;
  paymentIntentId: string;
  sessionId: string;
  amountCents: number;
  currency: string;
  reason: 'amount_differs' | 'currency_differs' | 'other_session';
}

/** Something the payment service has told us, by an event or when asked. */
export interface PaymentNotice {
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
    | 'no_change'
    | 'unknown_order';
  /** The payment after the fact; null when it stays as it is. */
  payment: Payment | null;
  decision: OrderDecision | null;
  held: HeldPayment | null;
}

type PaidState = Extract<SessionState, { kind: 'paid' }>;

/**
 * Decides what a fact about a payment means for its order. Pure, and repeatable: a fact told twice,
 * late or out of order changes nothing that it should not.
 */
export function decidePayment(
  order: OrderState | undefined,
  payment: Payment | undefined,
  fact: PaymentNotice,
): PaymentOutcome {
  if (!order) return createOutcome('unknown_order');
  const { state } = fact;
  // Money on a session we did not open is not this order's payment, but it is somebody's money.
  const own = payment && (payment.sessionId === null || payment.sessionId === fact.sessionId);
  if (!own) return state.kind === 'paid' ? holdPayment(fact, state, 'other_session') : noChange;
  if (state.kind === 'paid') return decidePaid(order, payment, fact, state);
  // The end of a session that we do not know says nothing of the one that may have been opened.
  if (payment.sessionId === null || !isPending(payment)) return noChange;
  switch (state.kind) {
    case 'processing': {
      const { paymentIntentId } = state;
      if (payment.state === 'processing') return noChange;
      return createOutcome('payment_updated', {
        payment: { ...payment, state: 'processing', paymentIntentId },
      });
    }
    case 'failed':
      return createOutcome(
        order.status === 'pending_payment' ? 'order_cancelled' : 'payment_updated',
        {
          payment: { ...payment, state: 'failed' },
          decision: { orderId: order.orderId, status: 'cancelled', reason: 'payment_failed' },
        },
      );
    case 'expired':
      // The order stays until its window ends or its shopper cancels, which both say why.
      return createOutcome('payment_updated', { payment: { ...payment, state: 'expired' } });
    case 'open':
      return noChange;
  }
}

function decidePaid(
  order: OrderState,
  payment: Payment,
  fact: PaymentNotice,
  state: PaidState,
): PaymentOutcome {
  if (payment.state === 'paid' || payment.state === 'held') return noChange;
  const { paymentIntentId, amountCents, currency } = state;
  const misfit =
    currency !== order.currency
      ? 'currency_differs'
      : amountCents !== order.totalCents
        ? 'amount_differs'
        : null;
  if (misfit) {
    // The session that may have been opened can still be paid, so this is not the end of it.
    if (payment.sessionId === null) return holdPayment(fact, state, 'other_session');
    const held: Payment = { ...payment, state: 'held', paymentIntentId };
    return { ...holdPayment(fact, state, misfit), payment: held };
  }
  const { sessionId } = fact;
  const paid: Payment = {
    ...payment,
    state: 'paid',
    sessionId,
    paymentIntentId,
    paidCents: amountCents,
  };
  if (order.status === 'cancelled') return createOutcome('refund_requested', { payment: paid });
  return createOutcome('order_paid', {
    payment: paid,
    decision: { orderId: order.orderId, status: 'paid', reason: 'payment_received' },
  });
}

function holdPayment(
  fact: PaymentNotice,
  state: PaidState,
  reason: HeldPayment['reason'],
): PaymentOutcome {
  const { orderId, sessionId } = fact;
  const { paymentIntentId, amountCents, currency } = state;
  const held = { orderId, paymentIntentId, sessionId, amountCents, currency, reason };
  return createOutcome('held_for_staff', { held });
}

/** Whether the payment can still turn out either way. */
function isPending(payment: Payment): boolean {
  return (
    payment.state === 'requested' || payment.state === 'open' || payment.state === 'processing'
  );
}

/**
 * Whether nothing can be paid on this payment any more, and nothing that counts was: with it, or
 * without any payment, an order may be cancelled. Held money counts for no order.
 */
export function isTerminalUnpaid(payment: Payment): boolean {
  return payment.state === 'expired' || payment.state === 'failed' || payment.state === 'held';
}

function createOutcome(
  name: PaymentOutcome['outcome'],
  changes: Partial<Omit<PaymentOutcome, 'outcome'>> = {},
): PaymentOutcome {
  return { outcome: name, payment: null, decision: null, held: null, ...changes };
}

const noChange = createOutcome('no_change');
