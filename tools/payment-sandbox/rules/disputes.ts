import type { Context } from './context.ts';
import { nowSeconds } from './context.ts';
import type { Dispute } from '../objects/dispute.ts';
import { newDispute } from '../objects/dispute.ts';
import { findObject, insertObject, listObjects, updateObject } from '../storage/object-store.ts';
import { requestRefused } from './stripe-error.ts';
import { emitEvent } from './emit-event.ts';
import { findSessionOfPayment } from './sessions.ts';

/** A shopper's bank takes back the whole charge. @throws StripeError when there is none to take. */
export function createDispute(context: Context, paymentIntentId: string, reason: string): Dispute {
  return context.db.transaction(() => {
    const intent = findObject(context.db, 'payment_intent', paymentIntentId);
    const charge = intent?.latest_charge && findObject(context.db, 'charge', intent.latest_charge);
    if (!charge || charge.status !== 'succeeded') {
      throw requestRefused(
        'Nothing was captured, so nothing can be disputed. Pay the session first.',
      );
    }
    if (charge.disputed) throw requestRefused(`Charge ${charge.id} is disputed already.`);
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

/** The bank decides the dispute of a payment. @throws StripeError when none is open. */
export function closeDispute(
  context: Context,
  paymentIntentId: string,
  status: 'won' | 'lost',
): Dispute {
  return context.db.transaction(() => {
    const [open] =
      listObjects(context.db, 'dispute', { payment: paymentIntentId }, { limit: 1 })?.objects ?? [];
    if (open?.status !== 'needs_response')
      throw requestRefused('No dispute of this payment is open.');
    const dispute: Dispute = { ...open, status };
    updateObject(context.db, dispute);
    const sessionId = findSessionOfPayment(context, paymentIntentId)?.id ?? null;
    emitEvent(context, 'charge.dispute.closed', dispute, sessionId, { status: open.status });
    return dispute;
  });
}
