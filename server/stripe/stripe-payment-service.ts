import Stripe from 'stripe';
import { z } from 'zod';
import { returnProof } from '../platform/order-key.ts';
import {
  InvalidWebhookError,
  PaymentServiceError,
  type FailureKind,
  type PayableLine,
  type PayableOrder,
  type PaymentService,
  type Period,
  type PeriodOrPayment,
  type ServiceRefund,
} from '../platform/payment-service.ts';
import { regionText } from '../addresses/format-address.ts';
import type { ShippingAddress } from '../shared/address-schema.ts';
import type { SigningSecrets } from '../platform/signature.ts';
import { toStripeAmount } from './stripe-amounts.ts';
import {
  toSessionState,
  toDispute,
  toEvent,
  toWebhookEvent,
  toRefund,
  toOwnSession,
  toSession,
} from './stripe-mapper.ts';

/** What all events have: https://docs.stripe.com/api/events/object */
const eventSchema = z.object({
  id: z.string().regex(/^[\w-]{1,255}$/),
  type: z.string().regex(/^[\w.]{1,255}$/),
  created: z.int().min(0).max(1e11),
  data: z.object({ object: z.object({}) }),
});

/** One request; what wraps this adapter bounds a call with its repetitions. */
const REQUEST_MS_MAX = 6_000;
/**
 * Keys tried for one thing, each after the service proved to be stuck on the one before. A try burns
 * one at the most, so this is more than jobs and sweeps use up in the day after which keys are forgotten.
 */
const IDEMPOTENCY_KEYS_MAX = 100;
const PAGE_SIZE = 100;

/**
 * The payment service over Stripe's Checkout Sessions, with the official SDK. Against the sandbox it
 * is the same code with another address. It asks once: repeating is for what wraps it.
 *
 * @param options.webhookSecrets any of them may have signed, so that they can be rotated
 * @param options.apiUrl the sandbox's address; Stripe itself when absent
 * @param options.publicUrl where the payment page sends the shopper back to
 * @param options.linkSecrets sign the address of that way back
 * @param options.requestMsMax how long one request may take; default six seconds
 */
export function createStripePaymentService(options: {
  secretKey: string;
  webhookSecrets: readonly string[];
  apiUrl?: string;
  publicUrl: string;
  linkSecrets: SigningSecrets;
  requestMsMax?: number;
}): PaymentService {
  const stripe = new Stripe(options.secretKey, {
    ...toStripeConfig(options.apiUrl),
    timeout: options.requestMsMax ?? REQUEST_MS_MAX,
    maxNetworkRetries: 0,
    telemetry: false,
  });

  return {
    openSession: (order, lines) =>
      withErrorMapping('open a payment session', () =>
        withIdempotencyKey(`session-${order.orderId}`, async (idempotencyKey) => {
          const params = sessionParams(order, lines, options);
          return toSession(await stripe.checkout.sessions.create(params, { idempotencyKey }));
        }),
      ),

    endSession: (sessionId) =>
      withErrorMapping('end a payment session', async () => {
        try {
          return toSessionState(await stripe.checkout.sessions.expire(sessionId));
        } catch (error) {
          // Only an open session can be expired. One that is not is read: complete may mean paid.
          if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
          return toSessionState(await readSession(stripe, sessionId));
        }
      }),

    readSession: (sessionId) =>
      withErrorMapping('read a payment session', async () =>
        toSession(await readSession(stripe, sessionId)),
      ),

    findSession: (paymentIntentId) =>
      withErrorMapping('find the session of a payment', async () => {
        const expand = ['data.payment_intent'];
        const params = { payment_intent: paymentIntentId, limit: 1, expand };
        const [session] = (await stripe.checkout.sessions.list(params)).data;
        return session ? toOwnSession(session) : null;
      }),

    refund: ({ refundId, orderId, paymentIntentId, amountCents, currency }) =>
      withErrorMapping('make a refund', () =>
        withIdempotencyKey(`refund-${refundId}`, async (idempotencyKey, isFirst) => {
          // What answered with an error of its own may have made it all the same.
          const madeBefore = isFirst
            ? null
            : await findExistingRefund(stripe, { refundId, paymentIntentId });
          if (madeBefore) return madeBefore;
          const made = await stripe.refunds.create(
            {
              payment_intent: paymentIntentId,
              amount: toStripeAmount(amountCents, currency),
              metadata: { order_id: orderId, refund_id: refundId },
            },
            { idempotencyKey },
          );
          const refund = toRefund(made);
          if (!refund) throw new Error(`refund ${made.id} lacks its payment intent`);
          return refund;
        }),
      ),

    listSessions: (period, cursor) =>
      withErrorMapping('list payment sessions', async () => {
        const expand = ['data.payment_intent'];
        const params = { ...pageParams(period, cursor), expand };
        return toPage(await stripe.checkout.sessions.list(params), toOwnSession);
      }),

    listRefunds: (of, cursor) =>
      withErrorMapping('list refunds', async () =>
        toPage(await stripe.refunds.list(listParams(of, cursor)), toRefund),
      ),

    listDisputes: (of, cursor) =>
      withErrorMapping('list disputes', async () =>
        toPage(await stripe.disputes.list(listParams(of, cursor)), toDispute),
      ),

    verifyWebhook(rawBody, signature) {
      const event = verifyWebhook(stripe, rawBody, signature, options.webhookSecrets);
      if (!isEvent(event)) throw new InvalidWebhookError('the body is no event');
      return toWebhookEvent(event, rawBody.toString());
    },

    readEvent: (payload) => toEvent(JSON.parse(payload) as Stripe.Event),
  };
}

function toStripeConfig(apiUrl: string | undefined): Stripe.StripeConfig {
  if (!apiUrl) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return { host: hostname, port: port || (scheme === 'https' ? 443 : 80), protocol: scheme };
}

async function withErrorMapping<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const message = `could not ${what}: ${messageOf(error)}`;
    throw new PaymentServiceError(message, { outcome: toFailureKind(error), cause: error });
  }
}

/** Stripe rejected the request, so nothing was done; after any other error the outcome is unknown. */
function toFailureKind(error: unknown): FailureKind {
  const { StripeInvalidRequestError, StripeCardError } = Stripe.errors;
  if (error instanceof StripeInvalidRequestError) {
    const isMissing = error.code === 'resource_missing' && error.param === 'session';
    return isMissing ? 'missing' : 'refused';
  }
  return error instanceof StripeCardError ? 'refused' : 'unknown';
}

/**
 * Calls Stripe with an idempotency key. Stripe stores the first response to a key, its own errors too, and
 * replays it for a day (docs.stripe.com/api/idempotent_requests). A replayed error proves that this key
 * does nothing more, so the next key of a fixed sequence is tried; a repeated call uses the same sequence.
 * The failed call may still have had its effect, so a refund is looked up before the next key is used. A
 * session may be opened twice, since nobody learns the URL of the first.
 */
async function withIdempotencyKey<T>(
  key: string,
  ask: (idempotencyKey: string, isFirst: boolean) => Promise<T>,
): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await ask(n === 1 ? key : `${key}-${n}`, n === 1);
    } catch (error) {
      if (n >= IDEMPOTENCY_KEYS_MAX || !isIdempotencyKeySpent(error)) throw error;
    }
  }
}

function isIdempotencyKeySpent(error: unknown): boolean {
  const { StripeAPIError, StripeIdempotencyError } = Stripe.errors;
  // The key stands for other parameters: those of an earlier version of the shop.
  if (error instanceof StripeIdempotencyError) return true;
  return error instanceof StripeAPIError && error.headers?.['idempotent-replayed'] === 'true';
}

/** The refund of this id, where the service has it. */
async function findExistingRefund(
  stripe: Stripe,
  { refundId, paymentIntentId }: { refundId: string; paymentIntentId: string },
): Promise<ServiceRefund | null> {
  const refunds = stripe.refunds.list({ payment_intent: paymentIntentId, limit: PAGE_SIZE });
  for await (const refund of refunds) {
    if (refund.metadata?.['refund_id'] === refundId) return toRefund(refund);
  }
  return null;
}

/** Depends on the order and on settings alone: with the same key Stripe refuses other parameters. */
function sessionParams(
  order: PayableOrder,
  lines: readonly PayableLine[],
  { publicUrl, linkSecrets }: { publicUrl: string; linkSecrets: SigningSecrets },
): Stripe.Checkout.SessionCreateParams {
  const metadata = { order_id: order.orderId };
  const orderPage = `${publicUrl}/orders/${order.orderId}`;
  return {
    mode: 'payment',
    client_reference_id: order.orderId,
    customer_email: order.email,
    metadata,
    payment_intent_data: { metadata, shipping: toStripeShipping(order.shippingAddress) },
    line_items: lines
      .toSorted((a, b) => (a.skuId < b.skuId ? -1 : 1))
      .map((line) => ({
        quantity: line.quantity,
        price_data: {
          currency: order.currency.toLowerCase(),
          unit_amount: toStripeAmount(line.unitPriceCents, order.currency),
          product_data: { name: line.nameRead ?? line.name },
        },
      })),
    success_url: `${orderPage}?payment=${returnProof(linkSecrets, order.orderId)}`,
    cancel_url: orderPage,
  };
}

/** Stripe judges fraud by it and shows it to staff; what the country does not have is left out. */
function toStripeShipping(
  address: ShippingAddress,
): Stripe.Checkout.SessionCreateParams.PaymentIntentData.Shipping {
  const { name, phone, line1, line2, district, city, postalCode, country } = address;
  const given = {
    line2: [line2, district].filter(Boolean).join(', '),
    city,
    state: regionText(address),
    postal_code: postalCode,
  };
  return {
    name,
    ...(phone && { phone }),
    address: {
      line1,
      country,
      ...Object.fromEntries(Object.entries(given).filter(([, text]) => text)),
    },
  };
}

/** With its payment intent, which tells whether an asynchronous payment has failed. */
async function readSession(stripe: Stripe, sessionId: string): Promise<Stripe.Checkout.Session> {
  return await stripe.checkout.sessions.retrieve(sessionId, { expand: ['payment_intent'] });
}

function listParams(of: PeriodOrPayment, cursor: string | null) {
  if ('from' in of) return pageParams(of, cursor);
  return { payment_intent: of.paymentIntentId, limit: PAGE_SIZE, ...startAfter(cursor) };
}

/** Stripe counts whole seconds: a bound within one takes in all of it at the start, none at the end. */
function pageParams(period: Period, cursor: string | null) {
  const created = {
    gte: Math.floor(period.from.getTime() / 1000),
    lt: Math.floor(period.to.getTime() / 1000),
  };
  return { created, limit: PAGE_SIZE, ...startAfter(cursor) };
}

function startAfter(cursor: string | null) {
  return cursor ? { starting_after: cursor } : {};
}

function toPage<From extends { id: string }, To>(
  list: Stripe.ApiList<From>,
  convert: (from: From) => To | null,
) {
  const items = list.data.flatMap((from) => convert(from) ?? []);
  return { items, next: list.has_more ? (list.data.at(-1)?.id ?? null) : null };
}

function verifyWebhook(
  stripe: Stripe,
  rawBody: Buffer,
  signature: string | undefined,
  secrets: readonly string[],
): Stripe.Event {
  let refusal: unknown = new Error('the Stripe-Signature header is missing');
  for (const secret of signature ? secrets : []) {
    try {
      return stripe.webhooks.constructEvent(rawBody, signature ?? '', secret);
    } catch (error) {
      refusal = error;
    }
  }
  throw new InvalidWebhookError(messageOf(refusal), { cause: refusal });
}

function isEvent(event: unknown): boolean {
  return eventSchema.safeParse(event).success;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
