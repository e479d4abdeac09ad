import type { Context } from './context.ts';
import { nowSeconds } from './context.ts';
import type { Dispute } from '../objects/dispute.ts';
import { newDispute } from '../objects/dispute.ts';
import { findObject, insertObject, listObjects, updateObject } from '../storage/object-store.ts';
import { requestRefused } from './stripe-error.ts';
import { emitEvent } from './emit-event.ts';
import { findSessionOfPayment } from './sessions.ts';

/** Disputes the whole charge. @throws StripeError if nothing was captured or it is already disputed */
export function createDispute(context: Context, paymentIntentId: string, reason: string): Dispute {
  return context.db.transaction(() => {
    const intent = findObject(context.db, 'payment_intent', paymentIntentId);
    const charge = intent?.latest_charge && findObject(context.db, 'charge', intent.latest_charge);
    if (!charge || charge.status !== 'succeeded') {
      throw requestRefused('Nothing was captured. Pay the session first.');
    }
    if (charge.disputed) throw requestRefused(`Charge ${charge.id} is already disputed.`);
    const dispute = newDispute({
      amount: charge.amount_captured,
      charge,
      created: nowSeconds(context),
      reason,
    });
    insertObject(context.db, dispute, { payment: paymentIntentId });
    updateObject(context.db, { ...charge, disputed: true });
    const sessionId = findSessionOfPayment(context, paymentIntentId)?.id ?? null;
    emitEvent(context, 'charge.dispute.created', dispute, sessionId);
    return dispute;
  });
}

/** Closes the dispute of a payment. @throws StripeError if none is open */
export function closeDispute(
  context: Context,
  paymentIntentId: string,
  status: 'won' | 'lost',
): Dispute {
  return context.db.transaction(() => {
    const [open] =
      listObjects(context.db, 'dispute', { payment: paymentIntentId }, { limit: 1 })?.objects ?? [];
    if (open?.status !== 'needs_response')
      throw requestRefused('This payment has no open dispute.');
    const dispute: Dispute = { ...open, status };
    updateObject(context.db, dispute);
    const sessionId = findSessionOfPayment(context, paymentIntentId)?.id ?? null;
    emitEvent(context, 'charge.dispute.closed', dispute, sessionId, { status: open.status });
    return dispute;
  });
}
