import type Stripe from 'stripe';
import { validate as isUuid } from 'uuid';
import type {
  DisputeState,
  PaymentEvent,
  RefundState,
  ServiceDispute,
  ServiceRefund,
  Session,
  SessionState,
  WebhookEvent,
} from '../platform/payment-service.ts';
import { toMoney } from './stripe-amounts.ts';

/*
 * Maps Stripe's objects to the shop's types. An object that lacks a field that the shop decides by throws,
 * so that an invalid answer is never acted on.
 */

export function toSession(session: Stripe.Checkout.Session): Session {
  return {
    sessionId: requireId(session.id, 'session'),
    orderId: orderIdOf(session.metadata),
    url: session.url,
    state: toSessionState(session),
    createdAt: fromUnixSeconds(session.created),
  };
}

/** @returns null for a session that names no order, such as a subscription: other software's on this account */
export function toOwnSession(session: Stripe.Checkout.Session): Session | null {
  return orderIdOf(session.metadata) ? toSession(session) : null;
}

/** The state of a session; where its payment intent is expanded, also whether the payment failed. */
export function toSessionState(session: Stripe.Checkout.Session): SessionState {
  const { payment_intent: intent } = session;
  const paymentIntentId = idOf(intent);
  switch (session.status) {
    case 'open':
      return { kind: 'open' };
    case 'expired':
      return session.payment_status === 'unpaid' ? { kind: 'expired' } : toPaidState(session);
    case 'complete':
      if (session.payment_status !== 'unpaid') return toPaidState(session);
      if (typeof intent === 'object' && intent && hasFailed(intent)) return { kind: 'failed' };
      return { kind: 'processing', paymentIntentId };
    default:
      throw new Error(`session ${session.id} has an unknown status: ${String(session.status)}`);
  }
}

/** An asynchronous payment that did not come leaves its intent without a method, or cancelled. */
function hasFailed(intent: Stripe.PaymentIntent): boolean {
  return intent.status === 'requires_payment_method' || intent.status === 'canceled';
}

function toPaidState(session: Stripe.Checkout.Session): SessionState {
  const paymentIntentId = idOf(session.payment_intent);
  if (!paymentIntentId || session.amount_total === null || !session.currency) {
    throw new Error(`session ${session.id} is paid but lacks its payment intent or amount`);
  }
  return {
    kind: 'paid',
    paymentIntentId,
    ...toMoney(session.amount_total, session.currency),
  };
}

/** @returns null for a refund of something that was not paid by a session, so never the shop's */
export function toRefund(refund: Stripe.Refund): ServiceRefund | null {
  const paymentIntentId = idOf(refund.payment_intent);
  if (!paymentIntentId) return null;
  const refundId = refund.metadata?.['refund_id'];
  return {
    serviceRefundId: requireId(refund.id, 'refund'),
    paymentIntentId,
    orderId: orderIdOf(refund.metadata),
    refundId: refundId && isUuid(refundId) ? refundId : null,
    ...toMoney(refund.amount, refund.currency),
    state: toRefundState(refund.status),
    error: refund.failure_reason ?? null,
    createdAt: fromUnixSeconds(refund.created),
  };
}

function toRefundState(status: string | null): RefundState {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

/** @returns null for a dispute of something that was not paid by a session, so never the shop's */
export function toDispute(dispute: Stripe.Dispute): ServiceDispute | null {
  const paymentIntentId = idOf(dispute.payment_intent);
  if (!paymentIntentId) return null;
  return {
    disputeId: requireId(dispute.id, 'dispute'),
    paymentIntentId,
    ...toMoney(dispute.amount, dispute.currency),
    reason: dispute.reason,
    state: toDisputeState(dispute.status),
    createdAt: fromUnixSeconds(dispute.created),
  };
}

function toDisputeState(status: string): DisputeState {
  switch (status) {
    case 'needs_response':
    case 'warning_needs_response':
      return 'needs_response';
    case 'won':
    case 'lost':
      return status;
    case 'warning_closed':
    case 'prevented':
      return 'closed';
    default:
      return 'under_review';
  }
}

export function toWebhookEvent(event: Stripe.Event, payload: string): WebhookEvent {
  return { ...toEventMetadata(event), payload };
}

export function toEvent(event: Stripe.Event): PaymentEvent {
  return { ...toEventMetadata(event), notice: toNotice(event) };
}

function toEventMetadata(event: Stripe.Event) {
  return {
    eventId: requireId(event.id, 'event'),
    kind: event.type,
    occurredAt: fromUnixSeconds(event.created),
  };
}

function toNotice(event: Stripe.Event): PaymentEvent['notice'] {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return toSessionNotice(event.data.object, toSessionState);
    case 'checkout.session.async_payment_failed':
      return toSessionNotice(event.data.object, () => ({ kind: 'failed' }));
    case 'payment_intent.payment_failed': {
      const { id, metadata } = event.data.object;
      const orderId = orderIdOf(metadata);
      if (!orderId) return null;
      return { about: 'decline', orderId, paymentIntentId: requireId(id, 'payment intent') };
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const refund = toRefund(event.data.object);
      return refund && { about: 'refund', refund };
    }
    case 'charge.refunded':
      return toChargeNotice(event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.funds_withdrawn': {
      const dispute = toDispute(event.data.object);
      return dispute && { about: 'dispute', dispute };
    }
    default:
      return null;
  }
}

function toSessionNotice(
  session: Stripe.Checkout.Session,
  stateOf: (session: Stripe.Checkout.Session) => SessionState,
): PaymentEvent['notice'] {
  const orderId = orderIdOf(session.metadata);
  if (!orderId) return null;
  const sessionId = requireId(session.id, 'session');
  return { about: 'session', orderId, sessionId, state: stateOf(session) };
}

function toChargeNotice(charge: Stripe.Charge): PaymentEvent['notice'] {
  const paymentIntentId = idOf(charge.payment_intent);
  if (!paymentIntentId) return null;
  // Stripe copies the metadata of the payment intent onto its charges.
  const orderId = orderIdOf(charge.metadata);
  return {
    about: 'charge',
    orderId,
    paymentIntentId,
    refundedCents: toMoney(charge.amount_refunded, charge.currency).amountCents,
  };
}

function orderIdOf(metadata: Stripe.Metadata | null): string | null {
  const orderId = metadata?.['order_id'];
  return orderId && isUuid(orderId) ? orderId : null;
}

function idOf(object: string | { id: string } | null): string | null {
  return typeof object === 'string' ? object : (object?.id ?? null);
}

function requireId(id: string | undefined, what: string): string {
  if (!id) throw new Error(`Stripe sent a ${what} without an id`);
  return id;
}

function fromUnixSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}
