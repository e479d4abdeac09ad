import { addMs } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { closeOrders } from '../orders/close-orders.ts';
import { findOverdueOrders } from '../orders/order-store.ts';
import { refundPayment } from '../payments/refund-payment.ts';
import { findOverdueRefunds } from '../payments/refund-store.ts';
import { findOverdueLocks } from '../stock/lock-store.ts';
import { recoverStock } from '../stock/recover-stock.ts';
import { storeSweep, type Sweep } from './sweep-store.ts';

/** How long a job may be late before the sweep takes over, in ms. */
const GRACE_MS = 60_000;
const BATCH = 500;
/** Rows that one run looks at, at the most; the next run goes on. */
const ROWS_MAX = 200_000;

/**
 * Finds what every job missed, and puts it right through the same verbs as the jobs: orders whose
 * window has passed, locks whose recovery has passed, and refunds that were never made. Choosing
 * them locks nothing, since the verbs decide again. Each is tried once a run.
 *
 * @param options.startedBy `cron`, or the member of staff who asked for it
 * @param options.graceMs how overdue something must be; a minute unless told
 * @returns the record of the run, which is kept in `sweeps`
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
  try {
    await sweepOrders(deps, run, before);
    await sweepLocks(deps, run, before);
    await sweepRefunds(deps, run, before);
  } catch (error) {
    run.error = error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    run.finishedAt = deps.clock.now();
    await storeSweep(deps.db, run);
    deps.log.info({ sweep: run }, 'swept');
  }
  return run;
}

async function sweepOrders(deps: Deps, run: Sweep, before: Date): Promise<void> {
  let after: { payBy: Date; orderId: string } | null = null;
  while (run.ordersFound < ROWS_MAX) {
    const batch = await findOverdueOrders(deps.db, before, after, BATCH);
    if (batch.length === 0) return;
    run.ordersFound += batch.length;
    const outcomes = await closeOrders(
      deps,
      batch.map((order) => order.orderId),
      { reason: 'payment_window_passed' },
    );
    for (const outcome of outcomes.values()) {
      if (outcome === 'paid') run.ordersPaid++;
      else if (outcome === 'cancelled') run.ordersCancelled++;
      else run.ordersUnresolved++;
    }
    after = batch.at(-1) ?? null;
  }
}

async function sweepLocks(deps: Deps, run: Sweep, before: Date): Promise<void> {
  let after: { recoverAt: Date; orderId: string } | null = null;
  while (run.locksFound < ROWS_MAX) {
    const batch = await findOverdueLocks(deps.db, before, after, BATCH);
    if (batch.length === 0) return;
    run.locksFound += batch.length;
    const outcomes = await recoverStock(
      deps,
      batch.map((lock) => lock.orderId),
    );
    for (const outcome of outcomes.values()) {
      if (outcome === 'consumed') run.locksConsumed++;
      else if (outcome === 'released') run.locksReleased++;
    }
    after = batch.at(-1) ?? null;
  }
}

async function sweepRefunds(deps: Deps, run: Sweep, before: Date): Promise<void> {
  for (const refund of await findOverdueRefunds(deps.db, before, BATCH)) {
    run.refundsFound++;
    try {
      await refundPayment(deps, refund);
    } catch (error) {
      deps.log.warn({ err: error, ...refund }, 'a refund cannot be made yet');
    }
  }
}
