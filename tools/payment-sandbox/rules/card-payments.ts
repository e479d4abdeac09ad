import type { Context } from './context.ts';
import type { PaymentError } from '../objects/payment-intent.ts';
import type { Session } from '../objects/session.ts';
import { updateObject } from '../storage/object-store.ts';
import { requestRefused } from './stripe-error.ts';
import type { PayOutcome, Payer } from './charge-session.ts';
import { addCharge, completeSession, paymentIntentOf } from './charge-session.ts';
import { emitEvent } from './emit-event.ts';
import { getSession } from './sessions.ts';
import type { Card } from './test-cards.ts';
import { cardError } from './test-cards.ts';

/** Charges a card. After a decline the session stays open for another attempt. */
export function payByCard(
  context: Context,
  sessionId: string,
  card: Card,
  payer: Payer,
): PayOutcome {
  return context.db.transaction(() => {
    const session = getSession(context, sessionId);
    if (session.status !== 'open') return { outcome: 'not-open', session };
    const error = cardError(card, context.faults.current().decline_all);
    if (error) return decline(context, session, error);
    return { outcome: 'complete', session: capture(context, session, payer) };
  });
}

/**
 * Charges an expired session, as a bank may still do.
 * @throws StripeError if the session has not expired
 */
export function payAfterExpiry(context: Context, sessionId: string, payer: Payer): Session {
  return context.db.transaction(() => {
    const session = getSession(context, sessionId);
    if (session.status !== 'expired') {
      throw requestRefused(
        `Only an expired session can be paid late; this one is ${session.status}.`,
      );
    }
    return capture(context, session, payer);
  });
}

function decline(context: Context, session: Session, error: PaymentError): PayOutcome {
  const intent = paymentIntentOf(context, session);
  const charge = addCharge(context, intent, 'failed', intent.amount);
  const failed = { ...intent, last_payment_error: error, latest_charge: charge.id };
  updateObject(context.db, failed);
  const attempted: Session = { ...session, payment_intent: intent.id };
  updateObject(context.db, attempted, { payment: intent.id });
  emitEvent(context, 'payment_intent.payment_failed', failed, session.id);
  return { outcome: 'declined', session: attempted, error };
}

function capture(context: Context, session: Session, payer: Payer): Session {
  // The wrong-amount fault changes every object, as if the payment had been of that amount.
  const amount = Math.max(1, session.amount_total + context.faults.current().capture_offset);
  const intent = paymentIntentOf(context, session);
  const charge = addCharge(context, intent, 'succeeded', amount);
  updateObject(context.db, {
    ...intent,
    amount,
    amount_received: amount,
    last_payment_error: null,
    latest_charge: charge.id,
    status: 'succeeded',
  });
  const paid = { ...session, amount_total: amount };
  return completeSession(context, paid, intent.id, 'paid', payer);
}
