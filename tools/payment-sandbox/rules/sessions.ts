import type { Context } from './context.ts';
import { nowSeconds } from './context.ts';
import { assertDigits, assertTotal } from './currencies.ts';
import type { LineItem } from '../objects/line-item.ts';
import type { PaymentIntentData } from '../objects/payment-intent.ts';
import { newSession } from '../objects/session.ts';
import type { Session, SessionInput } from '../objects/session.ts';
import {
  findObject,
  insertLineItems,
  insertObject,
  insertPaymentIntentData,
  listObjects,
  updateObject,
} from '../storage/object-store.ts';
import { deleteTimer, setTimer } from '../storage/timer-store.ts';
import { notFound, requestRefused } from './stripe-error.ts';
import { emitEvent } from './emit-event.ts';

/** The parameters of a session; amount and currency follow from the lines. */
export type CreateSessionInput = Omit<
  SessionInput,
  'amountTotal' | 'created' | 'currency' | 'publicUrl'
> & {
  lines: [LineItem, ...LineItem[]];
  /** For the payment intent, which the first attempt creates. */
  paymentIntentData: PaymentIntentData;
};

/** Creates a session. @throws StripeError if Stripe would reject its total */
export function createSession(context: Context, input: CreateSessionInput): Session {
  const created = nowSeconds(context);
  const [{ currency }] = input.lines;
  const amountTotal = input.lines.reduce((sum, line) => sum + line.unitAmount * line.quantity, 0);
  for (const { unitAmount } of input.lines) assertDigits(unitAmount, currency);
  assertTotal(amountTotal, currency);

  const session = newSession({
    ...input,
    amountTotal,
    created,
    currency,
    publicUrl: context.publicUrl(),
  });
  context.db.transaction(() => {
    insertObject(context.db, session, { reference: session.client_reference_id });
    insertLineItems(context.db, session, input.lines);
    insertPaymentIntentData(context.db, session, input.paymentIntentData);
    setTimer(context.db, 'expire-session', session.id, session.expires_at * 1000);
    context.wake();
  });
  return session;
}

/** Finds a session, and expires it first if its time is over. */
export function findSession(context: Context, id: string): Session | undefined {
  const session = findObject(context.db, 'checkout.session', id);
  if (session?.status === 'open' && session.expires_at * 1000 <= context.now()) {
    return endSession(context, session);
  }
  return session;
}

/** @throws StripeError 404 if there is no such session */
export function getSession(context: Context, id: string): Session {
  const session = findSession(context, id);
  if (!session) throw notFound('checkout.session', id, 'session');
  return session;
}

/**
 * Expires an open session, so that it can never be paid. The storage runs one transaction at a time, so
 * expiry and payment never both succeed.
 * @throws StripeError if it is not open
 */
export function expireSession(context: Context, id: string): Session {
  return context.db.transaction(() => {
    const session = getSession(context, id);
    if (session.status !== 'open') {
      throw requestRefused(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
      );
    }
    return endSession(context, session);
  });
}

/** Finds the session of a payment intent. */
export function findSessionOfPayment(
  context: Context,
  paymentIntentId: string,
): Session | undefined {
  const found = listObjects(
    context.db,
    'checkout.session',
    { payment: paymentIntentId },
    { limit: 1 },
  );
  return found?.objects[0];
}

function endSession(context: Context, open: Session): Session {
  return context.db.transaction(() => {
    const session: Session = { ...open, status: 'expired', url: null };
    updateObject(context.db, session);
    deleteTimer(context.db, 'expire-session', session.id);
    if (session.payment_intent) cancelPaymentIntent(context, session.payment_intent);
    emitEvent(context, 'checkout.session.expired', session, session.id);
    return session;
  });
}

/** After a declined card, the payment intent must not stay payable. */
function cancelPaymentIntent(context: Context, id: string): void {
  const intent = findObject(context.db, 'payment_intent', id);
  if (!intent) throw new Error(`The session names the payment intent ${id}, which is not stored.`);
  updateObject(context.db, {
    ...intent,
    status: 'canceled',
  });
}
