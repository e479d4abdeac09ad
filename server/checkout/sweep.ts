import { v5 } from 'uuid';
import { inTransaction } from '#db/transaction.ts';
import { addMs } from '../platform/clock.ts';
import { formatActor, type SystemActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { closeOrders } from './close-orders.ts';
import { findOverdueLocks } from './lock-store.ts';
import { findOverdueOrders } from './order-store.ts';
import { recoverStock } from './recover-stock.ts';
import { findOverdueRefunds } from './refund-store.ts';
import { findOverdueWebhookEvents } from './webhook-event-store.ts';
import { storeSweep, type Sweep } from './sweep-store.ts';

/** How late a job may be before the sweep takes over, in ms. */
const GRACE_MS = 60_000;
const BATCH_SIZE = 500;
/** Limit per kind and run; the next run continues. */
const ROWS_MAX = 200_000;

/**
 * Finds what every job missed and passes it to the verbs that the jobs use: orders past their payment
 * window, locks past their recovery time, refunds that were not made, payment events that were not
 * applied. Selecting takes no locks, since
 * the verbs decide again. Each row is tried once per run; an error is reported and the run goes on.
 *
 * @param options.graceMs how overdue something must be; default one minute
 * @returns the record of the run, also stored in `sweeps`
 * @throws the first error, after everything else was tried
 */
export async function sweep(
  deps: Deps,
  actor: SystemActor,
  options: { graceMs?: number } = {},
): Promise<Sweep> {
  const startedAt = deps.clock.now();
  const record: Sweep = {
    sweepId: deps.newId(),
    startedBy: actor.startedBy ?? formatActor(actor),
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
    eventsFound: 0,
    error: null,
  };
  await storeSweep(deps.db, record);
  const run: SweepRun = {
    deps,
    actor,
    record,
    before: addMs(startedAt, -(options.graceMs ?? GRACE_MS)),
    unresolved: new Set(),
    errors: [],
  };
  for (const sweepKind of [sweepOrders, sweepLocks, sweepRefunds, sweepEvents]) {
    await sweepKind(run).catch((error: unknown) => reportError(run, error));
  }
  const [firstError] = run.errors;
  record.error = firstError?.message ?? null;
  record.finishedAt = deps.clock.now();
  await storeSweep(deps.db, record);
  deps.log.info({ sweep: record, errors: run.errors.length }, 'sweep finished');
  if (firstError) throw firstError;
  return record;
}

interface SweepRun {
  deps: Deps;
  actor: SystemActor;
  record: Sweep;
  /** Rows due before this are overdue. */
  before: Date;
  /** Orders that closing left as they are; asking the payment service again in this run is useless. */
  unresolved: Set<string>;
  errors: Error[];
}

async function sweepOrders(run: SweepRun): Promise<void> {
  const { deps, actor, record, before } = run;
  const close = (orderIds: string[]) =>
    closeOrders(deps, actor, orderIds, { reason: 'payment_window_passed' });
  for await (const orders of readPages((after: Overdue<'payBy'> | null) =>
    findOverdueOrders(deps.db, before, after, BATCH_SIZE),
  )) {
    record.ordersFound += orders.length;
    for (const [orderId, outcome] of await runBatch(run, orders, close)) {
      if (outcome === 'paid') record.ordersPaid++;
      else if (outcome === 'cancelled') record.ordersCancelled++;
      else {
        record.ordersUnresolved++;
        run.unresolved.add(orderId);
      }
    }
  }
}

async function sweepLocks(run: SweepRun): Promise<void> {
  const { deps, actor, record, before } = run;
  const recover = (orderIds: string[]) => recoverStock(deps, actor, orderIds);
  for await (const locks of readPages((after: Overdue<'recoverAt'> | null) =>
    findOverdueLocks(deps.db, before, after, BATCH_SIZE),
  )) {
    record.locksFound += locks.length;
    const toRecover = locks.filter(({ orderId }) => !run.unresolved.has(orderId));
    for (const [, outcome] of await runBatch(run, toRecover, recover)) {
      if (outcome === 'consumed') record.locksConsumed++;
      else if (outcome === 'released') record.locksReleased++;
    }
  }
}

/** Enqueues the job of each overdue refund. Those never made go before those that wait for a bank. */
async function sweepRefunds({ deps, record, before }: SweepRun): Promise<void> {
  for (const state of ['requested', 'pending'] as const) {
    for await (const refunds of readPages((after: OverdueRefund | null) =>
      findOverdueRefunds(deps.db, { state, before, after, limit: BATCH_SIZE }),
    )) {
      record.refundsFound += refunds.length;
      await inTransaction(deps.db, async (trx) => {
        for (const { orderId, refundId } of refunds) {
          // A retry after a lost COMMIT enqueues nothing twice.
          const jobId = v5(refundId, record.sweepId);
          await deps.jobs.enqueue(trx, 'refund-payment', { orderId, refundId }, { jobId });
        }
      });
    }
  }
}

/** Enqueues one job per page of payment events that no process has applied. */
async function sweepEvents({ deps, record, before }: SweepRun): Promise<void> {
  for await (const events of readPages((after: OverdueEvent | null) =>
    findOverdueWebhookEvents(deps.db, before, after, BATCH_SIZE),
  )) {
    record.eventsFound += events.length;
    const eventIds = events.map(({ eventId }) => eventId);
    const jobId = v5(eventIds[0]!, record.sweepId);
    await inTransaction(deps.db, (trx) =>
      deps.jobs.enqueue(trx, 'apply-payment-events', { eventIds }, { jobId }),
    );
  }
}

type Overdue<Time extends string> = { orderId: string } & Record<Time, Date>;
type OverdueEvent = { eventId: string; receivedAt: Date };
type OverdueRefund = Overdue<'requestedAt'> & { refundId: string };

/** Reads pages until one is empty; each starts after the last row of the page before. */
async function* readPages<Row>(find: (after: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let after: Row | null = null;
  for (let rows = 0; rows < ROWS_MAX; rows += BATCH_SIZE) {
    const page: Row[] = await find(after);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!;
  }
}

/** Runs the verb on a batch or, when that fails, on each order alone, so that one error stops no other. */
async function runBatch<Outcome>(
  run: SweepRun,
  orders: readonly { orderId: string }[],
  verb: (orderIds: string[]) => Promise<Map<string, Outcome>>,
): Promise<[string, Outcome][]> {
  const orderIds = orders.map(({ orderId }) => orderId);
  try {
    return [...(await verb(orderIds))];
  } catch {
    const outcomes: [string, Outcome][] = [];
    for (const orderId of orderIds) {
      await verb([orderId]).then(
        (outcome) => outcomes.push(...outcome),
        (error: unknown) => reportError(run, error, orderId),
      );
    }
    return outcomes;
  }
}

function reportError({ deps, errors }: SweepRun, error: unknown, orderId?: string): void {
  deps.log.error({ err: error, orderId }, 'sweep error');
  errors.push(error instanceof Error ? error : new Error(String(error)));
}
