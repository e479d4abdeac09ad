import type { Actor } from '../platform/actor.ts';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { PaymentServiceError } from '../platform/payment-service.ts';
import { PAYMENT_CHECK_INTERVAL_MS } from '../shared/limits.ts';
import { claimPaymentCheck, findPayments, markSessionsMissing } from './payment-store.ts';
import { recordPayments } from './record-payments.ts';

/** What asking the payment service about an order has shown. */
export type PaymentCheck =
  /** The payment is not open any more: the order tells what became of it. */
  | 'decided'
  /** Nobody has paid yet. */
  | 'open'
  /** Unknown: no answer, or it was asked a moment ago. Try again after PAYMENT_CHECK_INTERVAL_MS. */
  | 'unanswered';

/**
 * Asks the payment service at once whether an order is paid, for a shopper who comes back from its page before
 * the webhook. Reads the session without changing it and records the answer.
 *
 * Repeatable: however often and in however many processes it is called, the service is asked about one order
 * once in PAYMENT_CHECK_INTERVAL_MS, and not at all once its payment is decided.
 */
export async function checkPayment(
  deps: Deps,
  actor: Actor,
  orderId: string,
): Promise<PaymentCheck> {
  const now = deps.clock.now();
  const askedBefore = addMs(now, -PAYMENT_CHECK_INTERVAL_MS);
  const sessionId = await claimPaymentCheck(deps.db, orderId, { now, askedBefore });
  if (!sessionId) {
    const payment = (await findPayments(deps.db, [orderId])).get(orderId);
    if (payment?.state === 'open') return 'unanswered';
    return !payment || payment.state === 'requested' ? 'open' : 'decided';
  }
  try {
    const { state } = await deps.payments.readSession(sessionId);
    await recordPayments(deps, actor, [{ orderId, sessionId, state, event: null }]);
    return state.kind === 'open' ? 'open' : 'decided';
  } catch (error) {
    if (!(error instanceof PaymentServiceError)) throw error;
    deps.log.warn({ err: error, orderId }, 'cannot check a payment yet');
    // That proves nothing, so staff must review it.
    if (error.outcome === 'missing') await markSessionsMissing(deps.db, [orderId], now);
    return 'unanswered';
  }
}
