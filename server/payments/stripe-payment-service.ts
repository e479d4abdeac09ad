import Stripe from 'stripe';
import { validate as isUuid } from 'uuid';
import type { Order, OrderLine } from '../orders/order.ts';
import {
  InvalidWebhookError,
  PaymentServiceError,
  type PaymentEvent,
  type PaymentService,
  type RefundState,
  type Session,
  type SessionState,
} from './payment-service.ts';

const CALL_MS_MAX = 10_000;
const RETRIES = 2;

/**
 * The payment service over Stripe's Checkout Sessions, with the official SDK. Against the sandbox it
 * is the same code with another address.
 *
 * @param options.apiUrl the sandbox's address; Stripe itself when absent
 * @param options.publicUrl where the payment page sends the shopper back to
 */
export function createStripePaymentService(options: {
  secretKey: string;
  webhookSecret: string;
  apiUrl?: string;
  publicUrl: string;
}): PaymentService {
  const stripe = new Stripe(options.secretKey, {
    ...addressOf(options.apiUrl),
    timeout: CALL_MS_MAX,
    maxNetworkRetries: RETRIES,
    telemetry: false,
  });

  return {
    openSession: (order, lines) =>
      calling('open a payment session', async () => {
        const session = await stripe.checkout.sessions.create(
          sessionParams(order, lines, options.publicUrl),
          { idempotencyKey: `session-${order.orderId}` },
        );
        return toSession(session);
      }),

    endSession: (sessionId) =>
      calling('end a payment session', async () => {
        try {
          return stateOf(await stripe.checkout.sessions.expire(sessionId));
        } catch (error) {
          // Only an open session can be expired. One that is not is read: complete may mean paid.
          if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
          return stateOf(
            await stripe.checkout.sessions.retrieve(sessionId, { expand: ['payment_intent'] }),
          );
        }
      }),

    refund: ({ refundId, orderId, paymentIntentId, amountCents }) =>
      calling('make a refund', async () => {
        const refund = await stripe.refunds.create(
          {
            payment_intent: paymentIntentId,
            amount: amountCents,
            metadata: { order_id: orderId, refund_id: refundId },
          },
          { idempotencyKey: `refund-${refundId}` },
        );
        return {
          serviceRefundId: refund.id,
          state: refundState(refund.status),
          error: refund.failure_reason ?? null,
        };
      }),

    readWebhook(rawBody, signature) {
      try {
        if (!signature) throw new Error('the Stripe-Signature header is missing');
        return toEvent(stripe.webhooks.constructEvent(rawBody, signature, options.webhookSecret));
      } catch (error) {
        throw new InvalidWebhookError(messageOf(error), { cause: error });
      }
    },
  };
}

function addressOf(apiUrl: string | undefined): Stripe.StripeConfig {
  if (!apiUrl) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return { host: hostname, port: port || (scheme === 'https' ? 443 : 80), protocol: scheme };
}

/** Runs calls to Stripe; whatever goes wrong, what they did is unknown. */
async function calling<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new PaymentServiceError(`could not ${what}: ${messageOf(error)}`, { cause: error });
  }
}

/** Depends on the order alone: with the same key Stripe refuses other parameters. */
function sessionParams(
  order: Order,
  lines: readonly OrderLine[],
  publicUrl: string,
): Stripe.Checkout.SessionCreateParams {
  const metadata = { order_id: order.orderId };
  const orderPage = `${publicUrl}/orders/${order.orderId}`;
  return {
    mode: 'payment',
    client_reference_id: order.orderId,
    customer_email: order.email,
    metadata,
    payment_intent_data: { metadata },
    line_items: lines
      .toSorted((a, b) => (a.skuId < b.skuId ? -1 : 1))
      .map((line) => ({
        quantity: line.quantity,
        price_data: {
          currency: order.currency.toLowerCase(),
          unit_amount: line.unitPriceCents,
          product_data: { name: line.name },
        },
      })),
    success_url: `${orderPage}?from=payment`,
    cancel_url: orderPage,
  };
}

function toSession(session: Stripe.Checkout.Session): Session {
  return { sessionId: session.id, url: session.url, state: stateOf(session) };
}

function stateOf(session: Stripe.Checkout.Session): SessionState {
  const { payment_intent: intent } = session;
  const paymentIntentId = typeof intent === 'string' ? intent : (intent?.id ?? null);
  switch (session.status) {
    case 'open':
      return { kind: 'open' };
    case 'expired':
      return session.payment_status === 'paid'
        ? paid(session, paymentIntentId)
        : { kind: 'expired' };
    case 'complete':
      if (session.payment_status === 'paid') return paid(session, paymentIntentId);
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

function paid(session: Stripe.Checkout.Session, paymentIntentId: string | null): SessionState {
  if (!paymentIntentId || session.amount_total === null || !session.currency) {
    throw new Error(`session ${session.id} is paid but lacks its payment intent or amount`);
  }
  return {
    kind: 'paid',
    paymentIntentId,
    amountCents: session.amount_total,
    currency: session.currency.toUpperCase(),
  };
}

function toEvent(event: Stripe.Event): PaymentEvent {
  const about = { eventId: event.id, kind: event.type, occurredAt: new Date(event.created * 1000) };
  return { ...about, fact: factOf(event) };
}

function factOf(event: Stripe.Event): PaymentEvent['fact'] {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.expired':
      return sessionFact(event.data.object, stateOf(event.data.object));
    case 'checkout.session.async_payment_failed':
      return sessionFact(event.data.object, { kind: 'failed' });
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundFact(event.data.object);
    default:
      return null;
  }
}

function sessionFact(session: Stripe.Checkout.Session, state: SessionState): PaymentEvent['fact'] {
  const orderId = session.metadata?.['order_id'];
  return orderId && isUuid(orderId)
    ? { about: 'session', orderId, sessionId: session.id, state }
    : null;
}

function refundFact(refund: Stripe.Refund): PaymentEvent['fact'] {
  const orderId = refund.metadata?.['order_id'];
  const refundId = refund.metadata?.['refund_id'];
  if (!orderId || !refundId || !isUuid(orderId) || !isUuid(refundId)) return null;
  const state = refundState(refund.status);
  return { about: 'refund', orderId, refundId, state, error: refund.failure_reason ?? null };
}

function refundState(status: string | null): RefundState {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
