import type { Job, PgBoss, WorkOptions } from 'pg-boss';
import { rollQueueStats } from '#db/queue-stats.ts';
import { CRON, formatActor } from '#server/platform/actor.ts';
import type { Deps } from '#server/platform/deps.ts';
import { enqueueOverdueCrons } from '#server/operations/enqueue-overdue-crons.ts';
import type { JobPayloads, QueueName } from '#server/platform/jobs.ts';
import { handlers, orderJobHandlers, type Handler } from './handlers.ts';

/**
 * Delayed jobs are found by polling. A full batch is followed by the next at once, so that a backlog
 * drains without pauses.
 */
const workOptions: Record<QueueName, WorkOptions> = {
  'close-orders': { pollingIntervalSeconds: 1, batchSize: 32, burstWhenBatchFull: true },
  'recover-stock': { pollingIntervalSeconds: 1, batchSize: 32, burstWhenBatchFull: true },
  'refund-payment': { pollingIntervalSeconds: 1, batchSize: 4, burstWhenBatchFull: true },
  'look-up-payment': { pollingIntervalSeconds: 2, batchSize: 4, burstWhenBatchFull: true },
  'apply-payment-events': { pollingIntervalSeconds: 2, batchSize: 4, burstWhenBatchFull: true },
  reconcile: { pollingIntervalSeconds: 10, batchSize: 1 },
  sweep: { pollingIntervalSeconds: 2, batchSize: 1 },
  'apply-retention': { pollingIntervalSeconds: 60, batchSize: 1 },
};

/** Orders per transaction, from one job or from several. */
const ORDERS_PER_BATCH_MAX = 500;

/**
 * Starts a worker for every queue, and the crons: sweep, reconciliation and retention. What they missed
 * while no worker ran is made up for.
 */
export async function startWorkers(boss: PgBoss, deps: Deps): Promise<void> {
  // The daily job may not have run while no worker did.
  await rollQueueStats(deps.db);
  await enqueueOverdueCrons(deps);
  for (const queue of Object.keys(handlers) as QueueName[]) await startWorker(boss, deps, queue);
  const startedBy = formatActor(CRON);
  for (const [queue, cron] of Object.entries(deps.rules.crons)) {
    await boss.schedule(queue, cron, { startedBy });
  }
}

async function startWorker(boss: PgBoss, deps: Deps, queue: QueueName) {
  const handle = handlers[queue] as Handler<QueueName>;
  await boss.work<JobPayloads[QueueName]>(
    queue,
    { ...workOptions[queue], perJobResults: true },
    async (jobs) => {
      if (isOrdersQueue(queue)) return await runOrderJobs(deps, queue, jobs as OrdersJob[]);
      const results = await Promise.all(
        jobs.map((job) => runJob(deps, queue, job, () => handle(deps, job))),
      );
      // Finds a cron whose job was lost, or has failed all its retries.
      if (queue === 'sweep') {
        await enqueueOverdueCrons(deps).catch((err: unknown) =>
          deps.log.warn({ err }, 'cannot look for overdue crons'),
        );
      }
      return results;
    },
  );
}

type OrdersQueue = keyof typeof orderJobHandlers;
type OrdersJob = Pick<Job<JobPayloads[OrdersQueue]>, 'id' | 'data' | 'retryCount'>;

function isOrdersQueue(queue: QueueName): queue is OrdersQueue {
  return queue in orderJobHandlers;
}

/**
 * Runs a batch of jobs that close or recover orders. Under low load each job has one order, and dozens
 * share one transaction. Under high load each has hundreds, and they run one after the other, so that
 * shoppers get the same stock rows in between.
 */
export async function runOrderJobs(deps: Deps, queue: OrdersQueue, jobs: readonly OrdersJob[]) {
  const { end, finish } = orderJobHandlers[queue];
  const results = [];
  for (const batch of splitIntoBatches(jobs)) {
    const orderIds = batch.flatMap(({ data }) => data.orderIds);
    // If the common transaction fails, each job runs by itself and reports its own error.
    const ended = batch.length > 1 ? await end(deps, orderIds).catch(() => null) : null;
    for (const job of batch) {
      const own = (all: ReadonlyMap<string, string>) =>
        new Map(job.data.orderIds.map((orderId) => [orderId, all.get(orderId) ?? 'unknown']));
      const run = async () =>
        await finish(deps, job.id, own(ended ?? (await end(deps, job.data.orderIds))));
      results.push(await runJob(deps, queue, job, run));
    }
  }
  return results;
}

/** Splits jobs, in their order, into batches of at most ORDERS_PER_BATCH_MAX orders. */
function splitIntoBatches(jobs: readonly OrdersJob[]): OrdersJob[][] {
  const batches: OrdersJob[][] = [];
  let orders = Infinity;
  for (const job of jobs) {
    orders += job.data.orderIds.length;
    if (orders > ORDERS_PER_BATCH_MAX) {
      batches.push([]);
      orders = job.data.orderIds.length;
    }
    batches.at(-1)!.push(job);
  }
  return batches;
}

/** Runs one job of a batch; its failure does not fail the others. */
async function runJob(
  deps: Deps,
  queue: QueueName,
  job: Pick<Job, 'id' | 'retryCount'>,
  run: () => Promise<unknown>,
) {
  try {
    const output = await run();
    deps.log.debug({ queue, jobId: job.id, output }, 'job completed');
    return { id: job.id, status: 'completed' as const, output };
  } catch (err) {
    deps.log.warn({ err, queue, jobId: job.id, retryCount: job.retryCount }, 'job failed');
    const output = { message: err instanceof Error ? err.message : String(err) };
    return { id: job.id, status: 'failed' as const, output };
  }
}
