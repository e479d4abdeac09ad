import type { Context } from '../rules/context.ts';
import type { Kind } from '../storage/object-store.ts';
import { createRefund } from '../rules/refunds.ts';
import { createSession, expireSession, getSession } from '../rules/sessions.ts';
import { StripeError, invalidRequest } from '../rules/stripe-error.ts';
import type { Form } from './form.ts';
import { assertKnown, integerOf, metadataOf, textOf } from './form.ts';
import { handleList } from './list-objects.ts';
import { parseSessionParams } from './session-params.ts';

export interface Call {
  context: Context;
  /** The id in the path, or empty. */
  id: string;
  path: string;
  /** The query of a GET, the body of a POST. */
  params: Form;
}

interface Route {
  method: 'GET' | 'POST';
  path: RegExp;
  handle(call: Call): object;
}

/** The endpoint for a request. @throws StripeError 404 as Stripe does for an unknown address. */
export function findRoute(method: string, path: string): { route: Route; id: string } {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match) return { route, id: match[1] ?? '' };
  }
  throw new StripeError(
    404,
    {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}). This sandbox has Checkout Sessions, refunds and disputes.`,
    },
    false,
  );
}

const routes: Route[] = [
  {
    method: 'POST',
    path: /^\/v1\/checkout\/sessions$/,
    handle: ({ context, params }) => createSession(context, parseSessionParams(params)),
  },
  {
    method: 'GET',
    path: /^\/v1\/checkout\/sessions\/([^/]+)$/,
    handle: ({ context, id }) => getSession(context, id),
  },
  {
    method: 'POST',
    path: /^\/v1\/checkout\/sessions\/([^/]+)\/expire$/,
    handle: ({ context, id }) => expireSession(context, id),
  },
  { method: 'POST', path: /^\/v1\/refunds$/, handle: postRefund },
  listOfPayment('checkout/sessions', 'checkout.session'),
  listOfPayment('refunds', 'refund'),
  listOfPayment('disputes', 'dispute'),
];

/** A list that may be limited to one payment intent. */
function listOfPayment(collection: string, kind: Kind): Route {
  const path = `/v1/${collection}`;
  return {
    method: 'GET',
    path: new RegExp(`^${path}$`),
    handle({ context, params }) {
      const payment = textOf(params, 'payment_intent') ?? undefined;
      return handleList(context, kind, path, params, payment);
    },
  };
}

function postRefund({ context, params }: Call): object {
  assertKnown(params, refundParams);
  const amount = integerOf(params, 'amount');
  if (amount !== null && amount < 1) {
    throw invalidRequest('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  }
  const paymentIntentId = textOf(params, 'payment_intent');
  if (paymentIntentId === null) {
    throw invalidRequest(
      'Missing required param: payment_intent.',
      'payment_intent',
      'parameter_missing',
    );
  }
  return createRefund(context, { paymentIntentId, amount, metadata: metadataOf(params) });
}

const refundParams = new Set(['amount', 'expand', 'metadata', 'payment_intent']);
