import type { Context } from '../rules/context.ts';
import type { Session } from '../objects/session.ts';
import { findSession } from '../rules/sessions.ts';
import { listDeliveries } from '../storage/delivery-store.ts';
import type { Kind, ListFilter, ObjectKinds } from '../storage/object-store.ts';
import { findObject, listObjects } from '../storage/object-store.ts';
import { StripeError } from '../rules/stripe-error.ts';

const listLimit = 100;

/**
 * Finds the session with this id, or the newest with this `client_reference_id`, so that tests can name
 * it by its order. @throws StripeError 404 if there is neither
 */
export function resolveSession(context: Context, name: string): Session {
  const session =
    findSession(context, name) ??
    listNewest(context, 'checkout.session', { reference: name }, 1)[0];
  const current = session && findSession(context, session.id);
  if (current) return current;
  throw new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No session has the id or client_reference_id "${name}".`,
  });
}

/** Everything stored about a session: objects, events, deliveries, newest first. */
export function reportSession(context: Context, name: string): object {
  const session = resolveSession(context, name);
  const payment = session.payment_intent;
  const ofPayment = <K extends Kind>(kind: K): ObjectKinds[K][] =>
    payment ? listNewest(context, kind, { payment }) : [];
  return {
    session,
    payment_intent: payment ? findObject(context.db, 'payment_intent', payment) : null,
    charges: ofPayment('charge'),
    refunds: ofPayment('refund'),
    disputes: ofPayment('dispute'),
    events: listNewest(context, 'event', { reference: session.id }),
    deliveries: listDeliveries(context.db, { sessionId: session.id, limit: listLimit }),
  };
}

/** The newest objects of a kind. */
export function listNewest<K extends Kind>(
  context: Context,
  kind: K,
  filter: ListFilter,
  limit = listLimit,
): ObjectKinds[K][] {
  return listObjects(context.db, kind, filter, { limit })?.objects ?? [];
}
