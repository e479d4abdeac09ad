import type { Job } from 'pg-boss';
import { addMs } from '#server/clock.ts';
import type { Deps } from '#server/deps.ts';
import type { JobPayloads } from '#server/jobs.ts';
import { closeOrders, type CloseOutcome } from '#server/orders/close-orders.ts';
import { findOrders } from '#server/orders/order-store.ts';
import { refundPayment } from '#server/payments/refund-payment.ts';
import { recoverStock } from '#server/stock/recover-stock.ts';
import { sweep } from '#server/sweeps/sweep.ts';

/** A queue's job as the handler sees it; every handler may run twice, or while its last run goes on. */
export type Handler<Q extends keyof JobPayloads> = (
  deps: Deps,
  job: Pick<Job<JobPayloads[Q]>, 'data'>,
) => Promise<unknown>;

/** How long until a payment that is still processing is asked for again. */
const PROCESSING_RETRY_MS = 10 * 60_000;

export const handlers: { [Q in keyof JobPayloads]: Handler<Q> } = {
  'close-orders': async (deps, { data }) => {
    const outcomes = await closeOrders(deps, data.orderIds, { reason: 'payment_window_passed' });
    await comeBack(deps, 'close-orders', outcomes);
    return count(outcomes);
  },

  'recover-stock': async (deps, { data }) => {
    const outcomes = await recoverStock(deps, data.orderIds);
    await comeBack(deps, 'recover-stock', outcomes);
    return count(outcomes);
  },

  'refund-payment': async (deps, { data }) => ({ state: await refundPayment(deps, data) }),

  sweep: async (deps, { data }) => await sweep(deps, { startedBy: data.startedBy }),
};

/**
 * Sees to the orders that could not be ended now: a job that came early or a payment under way comes
 * back later as a new job; where the payment service gave no answer, this job fails and is retried.
 */
async function comeBack(
  deps: Deps,
  queue: 'close-orders' | 'recover-stock',
  outcomes: ReadonlyMap<string, CloseOutcome | string>,
): Promise<void> {
  const withOutcome = (wanted: string) =>
    [...outcomes].filter(([, outcome]) => outcome === wanted).map(([orderId]) => orderId);

  const early = withOutcome('not_due');
  const processing = withOutcome('processing');
  if (early.length > 0 || processing.length > 0) {
    const orders = await findOrders(deps.db, early);
    const dueAt = Math.max(...[...orders.values()].map((order) => order.payBy.getTime()));
    const retryAt = addMs(deps.clock.now(), PROCESSING_RETRY_MS);
    await deps.db.transaction().execute(async (trx) => {
      if (early.length > 0) {
        await deps.jobs.enqueue(trx, queue, { orderIds: early }, { startAfter: new Date(dueAt) });
      }
      if (processing.length > 0) {
        await deps.jobs.enqueue(trx, queue, { orderIds: processing }, { startAfter: retryAt });
      }
    });
  }

  const unresolved = withOutcome('unresolved');
  if (unresolved.length > 0) {
    const first = unresolved.slice(0, 3).join(', ');
    throw new Error(
      `${unresolved.length} orders have no word from the payment service yet (${first} …); they stay as they are until it answers`,
    );
  }
}

function count(outcomes: ReadonlyMap<string, string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes.values()) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
