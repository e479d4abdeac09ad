import type { Deps } from '../deps.ts';
import { findHeldPayments } from './held-payment-store.ts';
import { findPayments } from './payment-store.ts';
import { recordDispute } from './record-dispute.ts';
import { recordPayments } from './record-payments.ts';
import { recordRefund } from './record-refund.ts';
import { walkPages } from './walk-pages.ts';

/**
 * Asks the payment service for all it knows of an order's money and records it: its session, and the
 * refunds and disputes of what was paid. It changes nothing there, and is repeatable.
 *
 * @param of.sessionId another session that is said to name the order; money on it is put aside
 * @param of.paymentIntentId money that is known to be the order's, though it is not recorded yet
 * @returns what each answer did
 * @throws PaymentServiceError when the service gives no answer
 */
export async function lookUpPayment(
  deps: Deps,
  of: { orderId: string; paymentIntentId?: string; sessionId?: string },
): Promise<string[]> {
  const { orderId } = of;
  const outcomes: string[] = [];
  const recorded = (await findPayments(deps.db, [orderId])).get(orderId)?.sessionId;
  for (const sessionId of new Set([recorded, of.sessionId])) {
    if (!sessionId) continue;
    const session = await deps.payments.readSession(sessionId);
    if (session.orderId !== orderId) continue;
    const { state } = session;
    outcomes.push(...(await recordPayments(deps, [{ orderId, sessionId, state, event: null }])));
  }
  for (const paymentIntentId of await findIntents(deps, of)) {
    const refunds = (cursor: string | null) =>
      deps.payments.listRefunds({ paymentIntentId }, cursor);
    for await (const page of walkPages(refunds)) {
      for (const refund of page) {
        outcomes.push(await recordRefund(deps, refund, { orderId, event: null }));
      }
    }
    const disputes = (cursor: string | null) =>
      deps.payments.listDisputes({ paymentIntentId }, cursor);
    for await (const page of walkPages(disputes)) {
      for (const dispute of page) {
        outcomes.push(await recordDispute(deps, dispute, { orderId, event: null }));
      }
    }
  }
  return outcomes;
}

async function findIntents(
  deps: Deps,
  { orderId, paymentIntentId }: { orderId: string; paymentIntentId?: string },
): Promise<Set<string>> {
  const payment = (await findPayments(deps.db, [orderId])).get(orderId);
  const held = await findHeldPayments(deps.db, [orderId]);
  const intents = new Set(held.map((money) => money.paymentIntentId));
  if (payment?.paymentIntentId) intents.add(payment.paymentIntentId);
  if (paymentIntentId) intents.add(paymentIntentId);
  return intents;
}
