import type { Context } from './context.ts';
import { nowSeconds } from './context.ts';
import type { Charge } from '../objects/charge.ts';
import { newCharge } from '../objects/charge.ts';
import type { PaymentError, PaymentIntent } from '../objects/payment-intent.ts';
import { newPaymentIntent } from '../objects/payment-intent.ts';
import type { PaymentStatus, Session } from '../objects/session.ts';
import {
  findObject,
  findPaymentIntentData,
  insertObject,
  updateObject,
} from '../storage/object-store.ts';
import { deleteTimer } from '../storage/timer-store.ts';
import { emitEvent } from './emit-event.ts';

export interface Payer {
  name: string | null;
  email: string | null;
}

export type PayOutcome =
  | { outcome: 'complete'; session: Session }
  | { outcome: 'declined'; session: Session; error: PaymentError }
  /** The session was complete or expired already; nothing was charged. */
  | { outcome: 'not-open'; session: Session };

/** The session's payment intent; created at the first attempt, as Stripe does. */
export function paymentIntentOf(context: Context, session: Session): PaymentIntent {
  const known = session.payment_intent
    ? findObject(context.db, 'payment_intent', session.payment_intent)
    : undefined;
  if (known) return known;
  const intent = newPaymentIntent({
    amount: session.amount_total,
    created: nowSeconds(context),
    currency: session.currency,
    ...findPaymentIntentData(context.db, session.id),
  });
  insertObject(context.db, intent);
  return intent;
}

export function addCharge(
  context: Context,
  paymentIntent: PaymentIntent,
  status: Charge['status'],
  amount: number,
): Charge {
  const charge = newCharge({ amount, created: nowSeconds(context), paymentIntent, status });
  insertObject(context.db, charge, { payment: paymentIntent.id });
  return charge;
}

/** Completes the session and emits its event. */
export function completeSession(
  context: Context,
  session: Session,
  paymentIntentId: string,
  paymentStatus: PaymentStatus,
  payer: Payer,
): Session {
  const complete: Session = {
    ...session,
    status: 'complete',
    payment_status: paymentStatus,
    payment_intent: paymentIntentId,
    customer_details: { email: payer.email ?? session.customer_email, name: payer.name },
    url: null,
  };
  updateObject(context.db, complete, { payment: paymentIntentId });
  deleteTimer(context.db, 'expire-session', complete.id);
  emitEvent(context, 'checkout.session.completed', complete, complete.id);
  return complete;
}
