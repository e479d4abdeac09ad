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
 * Fetches all that the payment service knows of an order's payment and records it: its session,
 * refunds and disputes. Read-only at the service, and repeatable.
 *
 * @param of.sessionId another session that names the order; a payment on it is held
 * @param of.paymentIntentId a payment known to be the order's, though not recorded yet
 * @returns what each answer changed
 * @throws PaymentServiceError when the service does not answer, or does not report that payment
 */
export async function lookUpPayment(
  deps: Deps,
  actor: Actor,
  of: { orderId: string; paymentIntentId?: string; sessionId?: string },
): Promise<string[]> {
  const { orderId } = of;
  const outcomes: string[] = [];
  // Payments first: refunds and disputes are recorded only for a recorded payment.
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

/**
 * The order's recorded session, the given one and that of the given payment, if they name the
 * order.
 */
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

/** The recorded payments of the order; refunds and disputes of others are not recorded yet. */
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
    `the payment service does not report payment ${paymentIntentId} of order ${orderId} as paid yet`,
  );
}
