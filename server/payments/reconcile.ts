import { addMs } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { findOrders } from '../orders/order-store.ts';
import { findDisputes } from './dispute-store.ts';
import { findHeldPayments } from './held-payment-store.ts';
import {
  PaymentServiceError,
  type Period,
  type ServiceDispute,
  type ServiceRefund,
  type Session,
} from './payment-service.ts';
import { findOrderOfIntent, findPayments } from './payment-store.ts';
import {
  findDisputesOfPeriod,
  findRefundsMade,
  findRefundsNotMade,
  findSessionsOfPeriod,
  storeReconciliation,
  type OurRow,
  type Place,
  type Reconciliation,
} from './reconciliation-store.ts';
import {
  compareDispute,
  compareRefund,
  compareSession,
  difference,
  type Difference,
} from './reconciliation.ts';
import { findRefunds } from './refund-store.ts';
import { walkPages } from './walk-pages.ts';

export type ReconcileDeps = Pick<Deps, 'db' | 'payments' | 'clock' | 'newId' | 'log'>;

const DAY_MS = 24 * 60 * 60_000;
/** Three days by default, so that a day on which the job failed is seen twice more. */
const PERIOD_MS = 3 * DAY_MS;
/** What is younger may still be on its way here. */
const SETTLING_MS = 15 * 60_000;
const BATCH = 500;
/** Differences that are kept with their remedies; all are counted. */
const LISTED_MAX = 1000;

/**
 * Compares a period of the payment service's books with ours, in both directions: sessions, refunds
 * and disputes. It changes nothing but its own record. What differs is looked at again before it is
 * told, since both sides go on meanwhile.
 *
 * @param options.period the last three days when absent, up to a quarter of an hour ago
 * @returns the record of the run, which is kept in `reconciliations`
 * @throws PaymentServiceError when the service gives no answer; the record says so
 */
export async function reconcile(
  deps: ReconcileDeps,
  options: { startedBy: string; period?: Period },
): Promise<Reconciliation> {
  const startedAt = deps.clock.now();
  const run: Reconciliation = {
    reconciliationId: deps.newId(),
    startedBy: options.startedBy,
    period: wholeSeconds(
      options.period ?? { from: addMs(startedAt, -PERIOD_MS), to: addMs(startedAt, -SETTLING_MS) },
    ),
    startedAt,
    finishedAt: null,
    sessions: 0,
    refunds: 0,
    disputes: 0,
    differenceCount: 0,
    differences: [],
    error: null,
  };
  await storeReconciliation(deps.db, run);
  try {
    await reconcileSessions(deps, run);
    await reconcileRefunds(deps, run);
    await reconcileDisputes(deps, run);
  } catch (error) {
    run.error = error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    run.finishedAt = deps.clock.now();
    await storeReconciliation(deps.db, run);
    const { differences: _, ...counted } = run;
    deps.log.info({ reconciliation: counted }, 'reconciled');
  }
  return run;
}

/** The payment service counts in seconds, and both sides must mean the same period. */
function wholeSeconds({ from, to }: Period): Period {
  const floor = (time: Date) => new Date(Math.floor(time.getTime() / 1000) * 1000);
  return { from: floor(from), to: floor(to) };
}

function note(run: Reconciliation, found: Difference | null): void {
  if (!found) return;
  run.differenceCount++;
  if (run.differences.length < LISTED_MAX) run.differences.push(found);
}

async function reconcileSessions(deps: ReconcileDeps, run: Reconciliation): Promise<void> {
  const seen = new Set<string>();
  const list = (cursor: string | null) => deps.payments.listSessions(run.period, cursor);
  for await (const page of walkPages(list)) {
    const sessions = page.filter((session) => session.orderId !== null);
    run.sessions += sessions.length;
    for (const { sessionId } of sessions) seen.add(sessionId);
    for (const suspect of await compareSessions(deps, sessions)) {
      note(run, await compareAgain(deps, suspect));
    }
  }
  const ours = (after: Place | null) => findSessionsOfPeriod(deps.db, run.period, after, BATCH);
  for await (const { orderId, subject } of unseenRows(ours, seen)) {
    note(run, await compareAgain(deps, { sessionId: subject, orderId }));
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

async function compareAgain(
  deps: ReconcileDeps,
  { sessionId, orderId }: { sessionId: string; orderId: string | null },
): Promise<Difference | null> {
  try {
    const session = await deps.payments.readSession(sessionId);
    return (await compareSessions(deps, [session]))[0]?.found ?? null;
  } catch (error) {
    if (!(error instanceof PaymentServiceError) || error.outcome !== 'refused') throw error;
    return difference('session_missing_there', { subject: sessionId, orderId }, error.message);
  }
}

async function reconcileRefunds(deps: ReconcileDeps, run: Reconciliation): Promise<void> {
  const seen = new Set<string>();
  const list = (cursor: string | null) => deps.payments.listRefunds(run.period, cursor);
  for await (const page of walkPages(list)) {
    for (const refund of page) {
      seen.add(refund.serviceRefundId);
      const { isOurs, found } = await compareOneRefund(deps, refund);
      if (isOurs) run.refunds++;
      if (found) note(run, await compareRefundAgain(deps, refund));
    }
  }
  const ours = (after: Place | null) => findRefundsMade(deps.db, run.period, after, BATCH);
  for await (const row of unseenRows(ours, seen)) {
    note(run, difference('refund_missing_there', row, 'it was not among the refunds of its time'));
  }
  for (const refund of await findRefundsNotMade(deps.db, run.period, LISTED_MAX)) {
    const of = { subject: refund.refundId, orderId: refund.orderId };
    note(run, difference('refund_not_made', of, refund.lastError ?? 'it was not tried yet'));
  }
}

async function compareOneRefund(
  deps: ReconcileDeps,
  refund: ServiceRefund,
): Promise<{ isOurs: boolean; found: Difference | null }> {
  const orderId = await findOwner(deps, refund);
  const refunds = orderId ? await findRefunds(deps.db, [orderId]) : [];
  const here = refunds.find(
    ({ refundId, serviceRefundId }) =>
      serviceRefundId === refund.serviceRefundId || refundId === refund.refundId,
  );
  return { isOurs: orderId !== null, found: compareRefund(refund, here, orderId) };
}

async function compareRefundAgain(
  deps: ReconcileDeps,
  { serviceRefundId, paymentIntentId }: ServiceRefund,
): Promise<Difference | null> {
  const list = (cursor: string | null) => deps.payments.listRefunds({ paymentIntentId }, cursor);
  for await (const page of walkPages(list)) {
    const refund = page.find((candidate) => candidate.serviceRefundId === serviceRefundId);
    if (refund) return (await compareOneRefund(deps, refund)).found;
  }
  return null;
}

async function reconcileDisputes(deps: ReconcileDeps, run: Reconciliation): Promise<void> {
  const seen = new Set<string>();
  const list = (cursor: string | null) => deps.payments.listDisputes(run.period, cursor);
  for await (const page of walkPages(list)) {
    for (const dispute of page) {
      seen.add(dispute.disputeId);
      const orderId = await findOwner(deps, { ...dispute, orderId: null });
      if (orderId) run.disputes++;
      note(run, await compareOneDispute(deps, dispute, orderId));
    }
  }
  const ours = (after: Place | null) => findDisputesOfPeriod(deps.db, run.period, after, BATCH);
  for await (const row of unseenRows(ours, seen)) {
    note(
      run,
      difference('dispute_missing_there', row, 'it was not among the disputes of its time'),
    );
  }
}

async function compareOneDispute(
  deps: ReconcileDeps,
  dispute: ServiceDispute,
  orderId: string | null,
): Promise<Difference | null> {
  const disputes = orderId ? await findDisputes(deps.db, [orderId]) : [];
  const here = disputes.find(({ disputeId }) => disputeId === dispute.disputeId);
  return compareDispute(dispute, here, orderId);
}

/** The order of ours whose money this is, by what the service was told, or by the payment. */
async function findOwner(
  deps: ReconcileDeps,
  { orderId, paymentIntentId }: { orderId: string | null; paymentIntentId: string },
): Promise<string | null> {
  if (orderId && (await findOrders(deps.db, [orderId])).has(orderId)) return orderId;
  return await findOrderOfIntent(deps.db, paymentIntentId);
}

/** Rows of ours that the payment service did not list. */
async function* unseenRows(
  read: (after: Place | null) => Promise<OurRow[]>,
  seen: ReadonlySet<string>,
): AsyncGenerator<OurRow, void> {
  let after: Place | null = null;
  for (;;) {
    const rows: OurRow[] = await read(after);
    for (const row of rows) if (!seen.has(row.subject)) yield row;
    after = rows.at(-1)?.place ?? null;
    if (after === null) return;
  }
}
