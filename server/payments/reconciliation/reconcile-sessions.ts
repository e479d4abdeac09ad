import { findOrders } from '../../checkout/order-store.ts';
import { findHeldPayments } from '../../checkout/held-payment-store.ts';
import { PaymentServiceError, type Session } from '../../platform/payment-service.ts';
import { findPayments } from '../../checkout/payment-store.ts';
import {
  BATCH_SIZE,
  addDifference,
  rowsMissingAtService,
  type ReconcileDeps,
} from './reconciliation-run.ts';
import {
  findSessionsOfPeriod,
  type KeysetCursor,
  type Reconciliation,
} from './reconciliation-store.ts';
import { compareSession, createDifference, type Difference } from './reconciliation.ts';
import { paginate } from '../refunds/paginate.ts';

/** Compares the sessions of a period, and our payments whose sessions were created in it. */
export async function reconcileSessions(deps: ReconcileDeps, run: Reconciliation): Promise<void> {
  const seen = new Set<string>();
  const list = (cursor: string | null) => deps.payments.listSessions(run.period, cursor);
  for await (const page of paginate(list)) {
    const sessions = page.filter((session) => session.orderId !== null);
    run.sessions += sessions.length;
    for (const { sessionId } of sessions) seen.add(sessionId);
    for (const suspect of await compareSessions(deps, sessions)) {
      addDifference(run, await recheckSession(deps, suspect));
    }
  }
  const ours = (after: KeysetCursor | null) =>
    findSessionsOfPeriod(deps.db, run.period, after, BATCH_SIZE);
  for await (const { orderId, subject } of rowsMissingAtService(ours, seen)) {
    addDifference(run, await recheckSession(deps, { sessionId: subject, orderId }));
  }
}

/** The sessions that differ from what we have of their orders. */
async function compareSessions(
  deps: ReconcileDeps,
  sessions: readonly Session[],
): Promise<{ sessionId: string; orderId: string | null; found: Difference }[]> {
  const orderIds = sessions.flatMap(({ orderId }) => orderId ?? []);
  const orders = await findOrders(deps.db, orderIds);
  const payments = await findPayments(deps.db, orderIds);
  const held = await findHeldPayments(deps.db, orderIds);
  return sessions.flatMap((session) => {
    const { sessionId, orderId } = session;
    const found = compareSession(session, {
      order: orders.get(orderId ?? ''),
      payment: payments.get(orderId ?? ''),
      held: held.filter((money) => money.orderId === orderId),
    });
    return found ? [{ sessionId, orderId, found }] : [];
  });
}

async function recheckSession(
  deps: ReconcileDeps,
  { sessionId, orderId }: { sessionId: string; orderId: string | null },
): Promise<Difference | null> {
  try {
    const session = await deps.payments.readSession(sessionId);
    return (await compareSessions(deps, [session]))[0]?.found ?? null;
  } catch (error) {
    if (!(error instanceof PaymentServiceError) || error.outcome !== 'missing') throw error;
    return createDifference(
      'session_missing_at_service',
      { subject: sessionId, orderId },
      { said: error.message },
    );
  }
}
