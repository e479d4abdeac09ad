import type { Context } from '../context.ts';
import type { Kind } from '../storage/object-store.ts';
import { findLineItems, findObject } from '../storage/object-store.ts';
import { assertReason, createRefund } from '../rules/refunds.ts';
import { createSession, expireSession, getSession } from '../rules/sessions.ts';
import { StripeError, invalidRequest, notFound } from '../stripe-error.ts';
import type { Form } from './form.ts';
import { assertKnown, integerOf, listOf, textOf } from './form.ts';
import { handleList } from './list-objects.ts';
import { metadataOf } from './metadata.ts';
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
      message: `Unrecognized request URL (${method}: ${path}). This sandbox knows Checkout Sessions, payment intents, charges, refunds, events and disputes.`,
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
  { method: 'GET', path: /^\/v1\/checkout\/sessions$/, handle: listSessions },
  {
    method: 'GET',
    path: /^\/v1\/checkout\/sessions\/([^/]+)$/,
    handle: ({ context, id }) => getSession(context, id),
  },
  {
    method: 'GET',
    path: /^\/v1\/checkout\/sessions\/([^/]+)\/line_items$/,
    handle: ({ context, id }) => {
      const items = findLineItems(context.db, id);
      if (!items) throw notFound('checkout.session', id, 'session');
      return items;
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/checkout\/sessions\/([^/]+)\/expire$/,
    handle: ({ context, id }) => expireSession(context, id),
  },
  retrieve('payment_intents', 'payment_intent', 'intent'),
  list('payment_intents', 'payment_intent', []),
  retrieve('charges', 'charge', 'charge'),
  list('charges', 'charge', ['payment_intent']),
  { method: 'POST', path: /^\/v1\/refunds$/, handle: postRefund },
  retrieve('refunds', 'refund', 'refund'),
  list('refunds', 'refund', ['payment_intent', 'charge']),
  retrieve('events', 'event', 'id'),
  { method: 'GET', path: /^\/v1\/events$/, handle: listEvents },
  retrieve('disputes', 'dispute', 'dispute'),
  list('disputes', 'dispute', ['payment_intent', 'charge']),
];

function retrieve(collection: string, kind: Kind, param: string): Route {
  return {
    method: 'GET',
    path: new RegExp(`^/v1/${collection}/([^/]+)$`),
    handle({ context, id }) {
      const object = findObject(context.db, kind, id);
      if (!object) throw notFound(kind, id, param);
      return object;
    },
  };
}

/** A list that may be narrowed to one payment, named by its intent or its charge. */
function list(collection: string, kind: Kind, known: string[]): Route {
  const path = `/v1/${collection}`;
  return {
    method: 'GET',
    path: new RegExp(`^${path}$`),
    handle({ context, params }) {
      const charge = textOf(params, 'charge');
      const payment = charge
        ? (findObject(context.db, 'charge', charge)?.payment_intent ?? charge)
        : textOf(params, 'payment_intent');
      return handleList(context, kind, path, params, known, { payment: payment ?? undefined });
    },
  };
}

function listSessions({ context, path, params }: Call): object {
  const status = textOf(params, 'status');
  return handleList(context, 'checkout.session', path, params, ['payment_intent', 'status'], {
    payment: textOf(params, 'payment_intent') ?? undefined,
    ...(status && { facets: [status] }),
  });
}

function listEvents({ context, path, params }: Call): object {
  const type = textOf(params, 'type');
  const types = type ? [type] : listOf(params, 'types').map(String);
  return handleList(context, 'event', path, params, ['type', 'types'], {
    ...(types.length > 0 && { facets: types }),
  });
}

function postRefund({ context, params }: Call): object {
  assertKnown(params, refundParams);
  const amount = integerOf(params, 'amount');
  if (amount !== null && amount < 1) {
    throw invalidRequest('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  }
  const chargeId = textOf(params, 'charge');
  const paymentIntentId =
    textOf(params, 'payment_intent') ??
    (chargeId && findObject(context.db, 'charge', chargeId)?.payment_intent);
  if (!paymentIntentId) {
    if (chargeId) throw notFound('charge', chargeId, 'charge');
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
      'payment_intent',
      'parameter_missing',
    );
  }
  const reason = textOf(params, 'reason');
  assertReason(reason);
  return createRefund(context, { paymentIntentId, amount, reason, metadata: metadataOf(params) });
}

const refundParams = new Set([
  'amount',
  'charge',
  'expand',
  'instructions_email',
  'metadata',
  'payment_intent',
  'reason',
  'refund_application_fee',
  'reverse_transfer',
]);
