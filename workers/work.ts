import pLimit from 'p-limit';
import type { Job, PgBoss, WorkOptions } from 'pg-boss';
import type { Deps } from '#server/deps.ts';
import type { JobPayloads, QueueName } from '#server/jobs.ts';
import { handlers, type Handler } from './handlers.ts';

/**
 * Delayed jobs are found by polling. A full batch is followed by the next at once, so that a backlog
 * drains as fast as it can be worked.
 */
const options: Record<QueueName, WorkOptions> = {
  'close-orders': { pollingIntervalSeconds: 1, batchSize: 4, burstWhenBatchFull: true },
  'recover-stock': { pollingIntervalSeconds: 1, batchSize: 4, burstWhenBatchFull: true },
  'refund-payment': { pollingIntervalSeconds: 1, batchSize: 4, burstWhenBatchFull: true },
  'look-up-payment': { pollingIntervalSeconds: 2, batchSize: 4, burstWhenBatchFull: true },
  reconcile: { pollingIntervalSeconds: 10, batchSize: 1 },
  sweep: { pollingIntervalSeconds: 2, batchSize: 1 },
};

/**
 * Jobs that end orders, hundreds each, go one after the other: when thousands of orders expire together,
 * shoppers need the same stock rows and processors meanwhile.
 */
export const ORDER_JOBS_AT_ONCE = 1;
/** How many jobs of a batch run at once; of other queues, all. */
const atOnce: Partial<Record<QueueName, number>> = {
  'close-orders': ORDER_JOBS_AT_ONCE,
  'recover-stock': ORDER_JOBS_AT_ONCE,
};

/** Starts a worker for every queue, and the crons of the sweep and of the reconciliation. */
export async function startWorkers(
  boss: PgBoss,
  deps: Deps,
  settings: { sweepCron: string; reconcileCron: string },
): Promise<void> {
  for (const queue of Object.keys(handlers) as QueueName[]) await startWorker(boss, deps, queue);
  await boss.schedule('sweep', settings.sweepCron, { startedBy: 'cron' });
  await boss.schedule('reconcile', settings.reconcileCron, { startedBy: 'cron' });
}

async function startWorker(boss: PgBoss, deps: Deps, queue: QueueName) {
  const handle = handlers[queue] as Handler<QueueName>;
  const limit = pLimit(atOnce[queue] ?? Infinity);
  await boss.work<JobPayloads[QueueName]>(
    queue,
    { ...options[queue], perJobResults: true },
    async (jobs) => await limit.map(jobs, (job) => settleJob(deps, queue, handle, job)),
  );
}

/** Runs one job of a batch; its failure is its own and does not fail the others. */
async function settleJob(
  deps: Deps,
  queue: QueueName,
  handle: Handler<QueueName>,
  job: Job<JobPayloads[QueueName]>,
) {
  try {
    const output = await handle(deps, job);
    deps.log.debug({ queue, jobId: job.id, output }, 'did a job');
    return { id: job.id, status: 'completed' as const, output };
  } catch (err) {
    deps.log.warn({ err, queue, jobId: job.id, retryCount: job.retryCount }, 'a job failed');
    const output = { message: err instanceof Error ? err.message : String(err) };
    return { id: job.id, status: 'failed' as const, output };
  }
}
