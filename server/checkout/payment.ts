import type { OrderState } from './order.ts';
import type { OrderDecision } from './order-store.ts';
import type { SessionState } from '../platform/payment-service.ts';

/** `held`: the payment does not match the order; it is held until staff refund it. */
export type PaymentState =
  'requested' | 'open' | 'processing' | 'paid' | 'failed' | 'expired' | 'held';

/** The one payment of an order, from the first request on. */
export interface Payment {
  orderId: string;
  state: PaymentState;
  sessionId: string | null;
  sessionUrl: string | null;
  paymentIntentId: string | null;
  amountCents: number;
  currency: string;
  /** What was paid for the order; held payments do not count. */
  paidCents: number;
}

/** A payment that does not match its order. One per payment intent. */
export interface HeldPayment {
  orderId: string;
  paymentIntentId: string;
  sessionId: string;
  amountCents: number;
  currency: string;
  reason: 'amount_differs' | 'currency_differs' | 'other_session';
}

/** The state of a session, reported by an event or read from the payment service. */
export interface PaymentNotice {
  orderId: string;
  sessionId: string;
  state: SessionState;
  /** The event that reported it, recorded once by its id; null when we asked. */
  event: { eventId: string; kind: string; occurredAt: Date } | null;
}

/** What a notice changes; its name is stored with the event. */
export interface PaymentOutcome {
  outcome:
    | 'order_paid'
    | 'order_cancelled'
    | 'refund_requested'
    | 'held_for_staff'
    | 'payment_updated'
    | 'no_change'
    | 'unknown_order';
  /** The new payment; null when it does not change. */
  payment: Payment | null;
  /** For a pending order that ends; null when its status does not change. */
  decision: OrderDecision | null;
  held: HeldPayment | null;
}

type PaidState = Extract<SessionState, { kind: 'paid' }>;

/**
 * Decides what a notice means for the order and its payment. Pure and repeatable: duplicate, late and
 * out-of-order notices are harmless.
 */
export function decidePayment(
  order: OrderState | undefined,
  payment: Payment | undefined,
  notice: PaymentNotice,
): PaymentOutcome {
  if (!order) return createOutcome('unknown_order');
  const { state } = notice;
  // A payment on a session that is not the order's own is held for staff to refund.
  const own = payment && (payment.sessionId === null || payment.sessionId === notice.sessionId);
  if (!own) return state.kind === 'paid' ? holdPayment(notice, state, 'other_session') : noChange;
  if (state.kind === 'paid') return decidePaid(order, payment, notice, state);
  // Only the order's own session proves anything about its payment.
  if (payment.sessionId === null || !isPending(payment)) return noChange;
  switch (state.kind) {
    case 'processing': {
      const { paymentIntentId } = state;
      if (payment.state === 'processing') return noChange;
      return createOutcome('payment_updated', {
        payment: { ...payment, state: 'processing', paymentIntentId },
      });
    }
    case 'failed': {
      const failed: Payment = { ...payment, state: 'failed' };
      if (order.status !== 'pending_payment')
        return createOutcome('payment_updated', { payment: failed });
      return createOutcome('order_cancelled', {
        payment: failed,
        decision: { orderId: order.orderId, status: 'cancelled', reason: 'payment_failed' },
      });
    }
    case 'expired':
      // The order stays pending until its window ends or the shopper cancels, which give the reason.
      return createOutcome('payment_updated', { payment: { ...payment, state: 'expired' } });
    case 'open':
      return noChange;
  }
}

function decidePaid(
  order: OrderState,
  payment: Payment,
  notice: PaymentNotice,
  state: PaidState,
): PaymentOutcome {
  if (payment.state === 'paid' || payment.state === 'held') return noChange;
  const { paymentIntentId, amountCents, currency } = state;
  const mismatch =
    currency !== order.currency
      ? 'currency_differs'
      : amountCents !== order.totalCents
        ? 'amount_differs'
        : null;
  if (mismatch) {
    // The order's own session may exist and still be paid, so the payment stays open.
    if (payment.sessionId === null) return holdPayment(notice, state, 'other_session');
    const held: Payment = { ...payment, state: 'held', paymentIntentId };
    return { ...holdPayment(notice, state, mismatch), payment: held };
  }
  const { sessionId } = notice;
  const paid: Payment = {
    ...payment,
    state: 'paid',
    sessionId,
    paymentIntentId,
    paidCents: amountCents,
  };
  if (order.status === 'cancelled') return createOutcome('refund_requested', { payment: paid });
  if (order.status === 'paid') return createOutcome('payment_updated', { payment: paid });
  return createOutcome('order_paid', {
    payment: paid,
    decision: { orderId: order.orderId, status: 'paid', reason: 'payment_received' },
  });
}

function holdPayment(
  notice: PaymentNotice,
  state: PaidState,
  reason: HeldPayment['reason'],
): PaymentOutcome {
  const { orderId, sessionId } = notice;
  const { paymentIntentId, amountCents, currency } = state;
  const held = { orderId, paymentIntentId, sessionId, amountCents, currency, reason };
  return createOutcome('held_for_staff', { held });
}

/** Whether the payment can still succeed or fail. */
function isPending(payment: Payment): boolean {
  return (
    payment.state === 'requested' || payment.state === 'open' || payment.state === 'processing'
  );
}

/**
 * The proof of non-payment: nothing was paid for the order, and nothing can be any more. An order with
 * such a payment, or with none, may be cancelled.
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
