import pLimit from 'p-limit';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { isDataError } from '../platform/is-data-error.ts';
import { closeOrders } from './close-orders.ts';
import { findOverdueOrders } from './order-store.ts';
import { refundPayment } from '../payments/refunds/refund-payment.ts';
import { findOverdueRefunds } from './refund-store.ts';
import { findOverdueLocks } from './lock-store.ts';
import { recoverStock } from './recover-stock.ts';
import { storeSweep, type Sweep } from './sweep-store.ts';

/** How long a job may be late before the sweep takes over, in ms. */
const GRACE_MS = 60_000;
const BATCH_SIZE = 500;
/** Rows of one kind that one run looks at, at the most; the next run goes on. */
const ROWS_MAX = 200_000;
/** Refunds that are made at once. */
const CONCURRENT_REFUNDS_MAX = 8;

/**
 * Finds what every job missed, and puts it right through the same verbs as the jobs: orders whose
 * window has passed, locks whose recovery has passed, and refunds that were never made. Choosing
 * them locks nothing, since the verbs decide again. Each is tried once a run, and what fails keeps
 * none of the others from its turn.
 *
 * @param options.startedBy `cron`, or the member of staff who asked for it
 * @param options.graceMs how overdue something must be; a minute unless told
 * @returns the record of the run, which is kept in `sweeps`
 * @throws what failed first, once everything else was tried
 */
export async function sweep(
  deps: Deps,
  options: { startedBy: string; graceMs?: number },
): Promise<Sweep> {
  const startedAt = deps.clock.now();
  const before = addMs(startedAt, -(options.graceMs ?? GRACE_MS));
  const run: Sweep = {
    sweepId: deps.newId(),
    startedBy: options.startedBy,
    startedAt,
    finishedAt: null,
    ordersFound: 0,
    ordersPaid: 0,
    ordersCancelled: 0,
    ordersUnresolved: 0,
    locksFound: 0,
    locksConsumed: 0,
    locksReleased: 0,
    refundsFound: 0,
    error: null,
  };
  await storeSweep(deps.db, run);
  const failures: Error[] = [];
  const noteFailure = (error: unknown) =>
    void failures.push(error instanceof Error ? error : new Error(String(error)));
  const stage: SweepContext = { deps, run, before, noteFailure };
  const unresolved = new Set<string>();
  await sweepOrders(stage, unresolved).catch(noteFailure);
  await sweepLocks(stage, unresolved).catch(noteFailure);
  await sweepRefunds(stage).catch(noteFailure);

  const [first] = failures;
  run.error = first?.message ?? null;
  run.finishedAt = deps.clock.now();
  await storeSweep(deps.db, run);
  deps.log.info({ sweep: run, failures: failures.length }, 'swept');
  if (first) throw first;
  return run;
}

/** What the stages of one run share. */
interface SweepContext {
  deps: Deps;
  run: Sweep;
  /** What was due before then is overdue. */
  before: Date;
  noteFailure(error: unknown): void;
}

/** @param unresolved gets the orders that stay as they are */
async function sweepOrders(stage: SweepContext, unresolved: Set<string>): Promise<void> {
  const { deps, run, before } = stage;
  let after: { payBy: Date; orderId: string } | null = null;
  while (run.ordersFound < ROWS_MAX) {
    const batch = await findOverdueOrders(deps.db, before, after, BATCH_SIZE);
    if (batch.length === 0) return;
    run.ordersFound += batch.length;
    const orderIds = batch.map((order) => order.orderId);
    await runWithBisection(stage, orderIds, async (part) => {
      const outcomes = await closeOrders(deps, part, { reason: 'payment_window_passed' });
      for (const [orderId, outcome] of outcomes) {
        if (outcome === 'paid') run.ordersPaid++;
        else if (outcome === 'cancelled') run.ordersCancelled++;
        else {
          run.ordersUnresolved++;
          unresolved.add(orderId);
        }
      }
    });
    after = batch.at(-1) ?? null;
  }
}

/** @param unresolved orders of which the payment service was asked already; it would say the same */
async function sweepLocks(stage: SweepContext, unresolved: ReadonlySet<string>): Promise<void> {
  const { deps, run, before } = stage;
  let after: { recoverAt: Date; orderId: string } | null = null;
  while (run.locksFound < ROWS_MAX) {
    const batch = await findOverdueLocks(deps.db, before, after, BATCH_SIZE);
    if (batch.length === 0) return;
    run.locksFound += batch.length;
    const orderIds = batch.map((lock) => lock.orderId);
    await runWithBisection(
      stage,
      orderIds.filter((orderId) => !unresolved.has(orderId)),
      async (part) => {
        for (const outcome of (await recoverStock(deps, part)).values()) {
          if (outcome === 'consumed') run.locksConsumed++;
          else if (outcome === 'released') run.locksReleased++;
        }
      },
    );
    after = batch.at(-1) ?? null;
  }
}

/** Those that were never made come before those that only take their time at a bank. */
async function sweepRefunds({ deps, run, before }: SweepContext): Promise<void> {
  const limit = pLimit(CONCURRENT_REFUNDS_MAX);
  for (const state of ['requested', 'pending'] as const) {
    let after: { requestedAt: Date; refundId: string } | null = null;
    while (run.refundsFound < ROWS_MAX) {
      const batch = await findOverdueRefunds(deps.db, { state, before, after, limit: BATCH_SIZE });
      if (batch.length === 0) break;
      run.refundsFound += batch.length;
      await Promise.all(batch.map((refund) => limit(() => tryRefund(deps, refund))));
      after = batch.at(-1) ?? null;
    }
  }
}

async function tryRefund(deps: Deps, id: { orderId: string; refundId: string }): Promise<void> {
  try {
    await refundPayment(deps, id);
  } catch (error) {
    deps.log.warn({ err: error, ...id }, 'a refund cannot be made yet');
  }
}

/** Runs a batch; one order that the database refuses is found by halving and does not fail the others. */
async function runWithBisection(
  stage: SweepContext,
  orderIds: string[],
  work: (orderIds: string[]) => Promise<void>,
): Promise<void> {
  const { deps, noteFailure } = stage;
  if (orderIds.length === 0) return;
  try {
    await work(orderIds);
  } catch (error) {
    if (!isDataError(error)) throw error;
    if (orderIds.length === 1) {
      deps.log.error({ err: error, orderId: orderIds[0] }, 'the database refuses this order');
      noteFailure(error);
      return;
    }
    const middle = orderIds.length >> 1;
    await runWithBisection(stage, orderIds.slice(0, middle), work);
    await runWithBisection(stage, orderIds.slice(middle), work);
  }
}
