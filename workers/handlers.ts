import type { Job } from 'pg-boss';
import { v5 } from 'uuid';
import { inTransaction } from '#db/transaction.ts';
import type { SystemActor } from '#server/platform/actor.ts';
import type { Deps } from '#server/platform/deps.ts';
import type { JobPayloads, QueueName } from '#server/platform/jobs.ts';
import { PaymentServiceError } from '#server/platform/payment-service.ts';
import { closeOrders } from '#server/checkout/close-orders.ts';
import type { Order } from '#server/checkout/order.ts';
import { findOrders } from '#server/checkout/order-store.ts';
import { applyPaymentEvents } from '#server/payments/inbox/apply-payment-events.ts';
import { lookUpPayment } from '#server/payments/reconciliation/look-up-payment.ts';
import { reconcile } from '#server/payments/reconciliation/reconcile.ts';
import { refundPayment } from '#server/payments/refunds/refund-payment.ts';
import { recoverStock } from '#server/checkout/recover-stock.ts';
import { sweep } from '#server/checkout/sweep.ts';
import { applyRetention } from '#server/customers/apply-retention.ts';

/** Handles one job. It may run twice, also concurrently, so handlers are idempotent. */
export type Handler<Q extends keyof JobPayloads> = (
  deps: Deps,
  job: Pick<Job<JobPayloads[Q]>, 'id' | 'data'>,
) => Promise<unknown>;

/**
 * Delay before a payment in processing is checked again: a quarter of the time since its window ended,
 * within these bounds, since such payments take minutes or days.
 */
const PROCESSING_RETRY_MS_MIN = 10 * 60_000;
const PROCESSING_RETRY_MS_MAX = 6 * 60 * 60_000;

const NOT_DUE_RETRY_MS_MIN = 1000;

/** A job as the actor of what it does. */
function job(name: QueueName, startedBy?: string): SystemActor {
  return { kind: 'system', name, startedBy };
}

/** Orders that the error of a job names. */
const NAMED_ORDERS_MAX = 3;

type Outcomes = ReadonlyMap<string, string>;

/** Handlers of jobs about orders, in two steps; the first can serve several jobs in one transaction. */
export const orderJobHandlers: {
  [Q in OrdersJob['queue']]: {
    end(deps: Deps, orderIds: readonly string[]): Promise<Outcomes>;
    /** @param outcomes of the job's own orders */
    finish(deps: Deps, jobId: string, outcomes: Outcomes): Promise<unknown>;
  };
} = {
  'close-orders': {
    end: (deps, orderIds) =>
      closeOrders(deps, job('close-orders'), orderIds, { reason: 'payment_window_passed' }),
    async finish(deps, id, outcomes) {
      await rescheduleUnfinished(deps, { id, queue: 'close-orders' }, outcomes);
      return countOutcomes(outcomes);
    },
  },

  'recover-stock': {
    end: (deps, orderIds) => recoverStock(deps, job('recover-stock'), orderIds),
    async finish(deps, id, outcomes) {
      // Payments in processing are checked by close-orders, or by the sweep if that job was lost.
      const rest = excludeOutcomes(outcomes, ['processing', 'missing_at_service']);
      await rescheduleUnfinished(deps, { id, queue: 'recover-stock' }, rest);
      return countOutcomes(outcomes);
    },
  },
};

function createOrderJobHandler(queue: OrdersJob['queue']): Handler<OrdersJob['queue']> {
  const { end, finish } = orderJobHandlers[queue];
  return async (deps, { id, data }) => await finish(deps, id, await end(deps, data.orderIds));
}

export const handlers: { [Q in keyof JobPayloads]: Handler<Q> } = {
  'close-orders': createOrderJobHandler('close-orders'),

  'recover-stock': createOrderJobHandler('recover-stock'),

  'refund-payment': async (deps, { data }) => ({
    state: await refundPayment(deps, job('refund-payment'), data),
  }),

  'look-up-payment': async (deps, { data }) => ({
    outcomes: await lookUpPayment(deps, job('look-up-payment'), data),
  }),

  'apply-payment-events': async (deps, { data }) => ({
    applied: await applyPaymentEvents(deps, data.eventIds),
  }),

  reconcile: async (deps, { data }) => {
    const run = await reconcile(deps, job('reconcile', data.startedBy));
    return { differences: run.differenceCount };
  },

  sweep: async (deps, { data }) => await sweep(deps, job('sweep', data.startedBy), data),

  'apply-retention': (deps) => applyRetention(deps),
};

/** A job about orders, which may enqueue a follow-up for some of them. */
interface OrdersJob {
  id: string;
  queue: 'close-orders' | 'recover-stock';
}

/**
 * Enqueues follow-up jobs for orders that are not due yet, or whose payment is in processing or unknown to the
 * payment service. If the
 * payment service did not answer for some order, the job fails before that and is retried as a whole,
 * so that a failed attempt leaves no follow-up behind.
 */
async function rescheduleUnfinished(deps: Deps, job: OrdersJob, outcomes: Outcomes): Promise<void> {
  const unresolved = findOrderIdsByOutcome(outcomes, 'unresolved');
  if (unresolved.length > 0) {
    const named = unresolved.slice(0, NAMED_ORDERS_MAX).join(', ');
    const more = unresolved.length - NAMED_ORDERS_MAX;
    throw new PaymentServiceError(
      `no answer from the payment service; unchanged until it answers: ${named}${more > 0 ? ` and ${more} more` : ''}`,
    );
  }
  const now = deps.clock.now();
  const delaysOf = {
    not_due: (order: Order) =>
      Math.max(order.payBy.getTime() - now.getTime(), NOT_DUE_RETRY_MS_MIN),
    processing: (order: Order) => nextPaymentCheckDelayMs(order, now),
    missing_at_service: (order: Order) => nextPaymentCheckDelayMs(order, now),
  };
  for (const outcome of ['not_due', 'processing', 'missing_at_service'] as const) {
    await enqueueFollowUp(
      deps,
      job,
      findOrderIdsByOutcome(outcomes, outcome),
      outcome,
      delaysOf[outcome],
    );
  }
}

/**
 * Enqueues one job for these orders, after the longest of their delays. A delay and not a time: for a worker
 * whose clock is behind the database's, an order is due by the queue but not by the worker, and a follow-up
 * at its time would be due at once, again and again. Its id is derived from the
 * previous job's, so that a job that runs twice enqueues one follow-up.
 */
async function enqueueFollowUp(
  deps: Deps,
  { id, queue }: OrdersJob,
  orderIds: string[],
  outcome: string,
  delayOf: (order: Order) => number,
): Promise<void> {
  if (orderIds.length === 0) return;
  const orders = await findOrders(deps.db, orderIds);
  const startAfter = { delayMs: Math.max(...[...orders.values()].map(delayOf)) };
  await inTransaction(deps.db, (trx) =>
    deps.jobs.enqueue(trx, queue, { orderIds }, { startAfter, jobId: v5(outcome, id) }),
  );
}

function nextPaymentCheckDelayMs(order: Order, now: Date): number {
  const waitedMs = now.getTime() - order.payBy.getTime();
  return Math.min(Math.max(waitedMs / 4, PROCESSING_RETRY_MS_MIN), PROCESSING_RETRY_MS_MAX);
}

function findOrderIdsByOutcome(outcomes: Outcomes, wanted: string): string[] {
  return [...outcomes].filter(([, outcome]) => outcome === wanted).map(([orderId]) => orderId);
}

function excludeOutcomes(outcomes: Outcomes, unwanted: string[]): Map<string, string> {
  return new Map([...outcomes].filter(([, outcome]) => !unwanted.includes(outcome)));
}

function countOutcomes(outcomes: Outcomes): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes.values()) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
