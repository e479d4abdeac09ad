import type { Context } from './context.ts';
import type { Charge } from '../objects/charge.ts';
import type { PaymentError, PaymentIntent } from '../objects/payment-intent.ts';
import type { Session } from '../objects/session.ts';
import { findObject, updateObject } from '../storage/object-store.ts';
import { requestRefused } from './stripe-error.ts';
import type { PayOutcome, Payer } from './charge-session.ts';
import { addCharge, completeSession, paymentIntentOf } from './charge-session.ts';
import { emitEvent } from './emit-event.ts';
import { getSession } from './sessions.ts';

/** Starts a bank transfer: the session is complete, the money has not arrived. */
export function payByBankTransfer(context: Context, sessionId: string, payer: Payer): PayOutcome {
  return context.db.transaction(() => {
    const session = getSession(context, sessionId);
    if (session.status !== 'open') return { outcome: 'not-open', session };
    const intent = paymentIntentOf(context, session);
    const charge = addCharge(context, intent, 'pending', intent.amount);
    updateObject(context.db, {
      ...intent,
      status: 'processing',
      latest_charge: charge.id,
      last_payment_error: null,
    });
    const complete = completeSession(context, session, intent.id, 'unpaid', payer);
    return { outcome: 'complete', session: complete };
  });
}

/** Settles a bank transfer. @throws StripeError if none is pending */
export function settleBankTransfer(
  context: Context,
  sessionId: string,
  outcome: 'succeeded' | 'failed',
): Session {
  return context.db.transaction(() => {
    const session = getSession(context, sessionId);
    const intent = session.payment_intent
      ? findObject(context.db, 'payment_intent', session.payment_intent)
      : undefined;
    if (intent?.status !== 'processing') {
      throw requestRefused('This session has no pending bank transfer.');
    }
    return outcome === 'succeeded'
      ? completeBankTransfer(context, session, intent)
      : failBankTransfer(context, session, intent);
  });
}

function completeBankTransfer(context: Context, session: Session, intent: PaymentIntent): Session {
  const charge = chargeOf(context, intent);
  const amount = Math.max(1, intent.amount + context.faults.current().capture_offset);
  updateObject(context.db, {
    ...charge,
    amount,
    amount_captured: amount,
    status: 'succeeded',
  });
  updateObject(context.db, { ...intent, amount, amount_received: amount, status: 'succeeded' });
  const paid: Session = {
    ...session,
    amount_total: amount,
    payment_status: 'paid',
  };
  updateObject(context.db, paid);
  emitEvent(context, 'checkout.session.async_payment_succeeded', paid, paid.id);
  return paid;
}

function failBankTransfer(context: Context, session: Session, intent: PaymentIntent): Session {
  const charge = chargeOf(context, intent);
  const error: PaymentError = {
    type: 'card_error',
    code: 'payment_intent_payment_attempt_failed',
    message: 'The bank transfer failed. Pay in another way.',
  };
  updateObject(context.db, { ...charge, status: 'failed' });
  updateObject(context.db, {
    ...intent,
    last_payment_error: error,
    status: 'requires_payment_method',
  });
  emitEvent(context, 'checkout.session.async_payment_failed', session, session.id);
  return session;
}

function chargeOf(context: Context, intent: PaymentIntent): Charge {
  const charge = intent.latest_charge && findObject(context.db, 'charge', intent.latest_charge);
  if (!charge) throw new Error(`The payment intent ${intent.id} has no charge.`);
  return charge;
}
