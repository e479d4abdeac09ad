import { recordStaffOutcome } from '../../audit-trail/record-staff-action.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { findHeldPayments } from '../../checkout/held-payment-store.ts';
import { PaymentServiceError, type Session } from '../../platform/payment-service.ts';
import { findPayments } from '../../checkout/payment-store.ts';
import { recordDispute } from '../disputes/record-dispute.ts';
import { recordPayments } from '../../checkout/record-payments.ts';
import { recordRefund } from '../refunds/record-refund.ts';
import { paginate } from '../refunds/paginate.ts';

/**
 * Asks the payment service for all it knows of an order's money and records it: its session, and the
 * refunds and disputes of what was paid. It changes nothing there, and is repeatable.
 *
 * @param of.sessionId another session that is said to name the order; money on it is put aside
 * @param of.paymentIntentId money that is known to be the order's, though it is not recorded yet
 * @returns what each answer did
 * @throws PaymentServiceError when the service gives no answer, or none that tells of that money
 */
export async function lookUpPayment(
  deps: Deps,
  actor: Actor,
  of: { orderId: string; paymentIntentId?: string; sessionId?: string },
): Promise<string[]> {
  const { orderId } = of;
  const outcomes: string[] = [];
  // The money comes first: what happened to it afterwards is recorded with it.
  for (const { sessionId, state } of await readSessions(deps, of)) {
    outcomes.push(
      ...(await recordPayments(deps, actor, [{ orderId, sessionId, state, event: null }])),
    );
  }
  for (const paymentIntentId of await findRecordedPaymentIntents(deps, of)) {
    const refunds = (cursor: string | null) =>
      deps.payments.listRefunds({ paymentIntentId }, cursor);
    for await (const page of paginate(refunds)) {
      for (const refund of page) {
        outcomes.push(await recordRefund(deps, actor, refund, { orderId, event: null }));
      }
    }
    const disputes = (cursor: string | null) =>
      deps.payments.listDisputes({ paymentIntentId }, cursor);
    for await (const page of paginate(disputes)) {
      for (const dispute of page) {
        outcomes.push(await recordDispute(deps, actor, dispute, { orderId, event: null }));
      }
    }
  }
  await recordStaffOutcome(deps, actor, { outcome: 'done', result: { outcomes } });
  return outcomes;
}

/** The order's session, the one that is told, and that of the payment told, as far as they name it. */
async function readSessions(
  deps: Deps,
  of: { orderId: string; paymentIntentId?: string; sessionId?: string },
): Promise<Session[]> {
  const recorded = (await findPayments(deps.db, [of.orderId])).get(of.orderId)?.sessionId;
  const sessions = new Map<string, Session>();
  for (const sessionId of new Set([recorded, of.sessionId])) {
    if (sessionId) sessions.set(sessionId, await deps.payments.readSession(sessionId));
  }
  const paid = of.paymentIntentId ? await deps.payments.findSession(of.paymentIntentId) : null;
  if (paid) sessions.set(paid.sessionId, paid);
  return [...sessions.values()].filter((session) => session.orderId === of.orderId);
}

/** The payments whose money is recorded. What happened to other money is not recorded before it. */
async function findRecordedPaymentIntents(
  deps: Deps,
  { orderId, paymentIntentId }: { orderId: string; paymentIntentId?: string },
): Promise<Set<string>> {
  const payment = (await findPayments(deps.db, [orderId])).get(orderId);
  const held = await findHeldPayments(deps.db, [orderId]);
  const intents = new Set(held.map((money) => money.paymentIntentId));
  if (payment?.state === 'paid' && payment.paymentIntentId) intents.add(payment.paymentIntentId);
  if (!paymentIntentId || intents.has(paymentIntentId)) return intents;
  throw new PaymentServiceError(
    `the payment service does not tell yet that the money of ${paymentIntentId}, for order ${orderId}, has come`,
  );
}
