import { fromKysely, PgBoss } from 'pg-boss';
import type { TransactionScope } from '#db/transaction.ts';

/**
 * What each queue's jobs carry. The queues themselves are in db/queues.ts.
 * `startedBy` is an actor, as `formatActor` writes it.
 */
export interface JobPayloads {
  /** At X: end the payments of these orders, all of one commit, and cancel those not paid. */
  'close-orders': { orderIds: string[] };
  /** At X+N: settle what these orders still lock. */
  'recover-stock': { orderIds: string[] };
  'refund-payment': { orderId: string; refundId: string };
  /** Ask the payment service for all it knows of an order's money, such as refunds made there. */
  'look-up-payment': { orderId: string; paymentIntentId?: string };
  /** Compare the rows of the last days with the payment service's. */
  reconcile: { startedBy?: string };
  /** Find what all jobs missed; `graceMs` is how overdue it must be, when it is not the usual. */
  sweep: { startedBy?: string; graceMs?: number };
}

export type QueueName = keyof JobPayloads;

/** Enqueues jobs inside transactions, so that a job exists if and only if its cause committed. */
export interface JobQueue {
  enqueue<Q extends QueueName>(
    trx: TransactionScope,
    queue: Q,
    payload: JobPayloads[Q],
    options?: JobOptions,
  ): Promise<void>;
}

export interface JobOptions {
  startAfter?: Date;
  /** Names the job (a UUID), so that enqueueing it twice is enqueueing it once; a new one when absent. */
  jobId?: string;
}

/** The queue over pg-boss. */
export function createJobQueue(boss: PgBoss): JobQueue {
  return {
    async enqueue(trx, queue, payload, options = {}) {
      const { jobId, startAfter } = options;
      const db = fromKysely(trx);
      await boss.insert(queue, [{ id: jobId, data: payload, startAfter }], {
        db: {
          // Without a job id, inserting zero rows is an error.
          executeSql: (text, values) =>
            db.executeSql(jobId ? text : assertOneInserted(queue, text), values),
        },
        returnId: true,
      });
    },
  };
}

/**
 * Makes an INSERT that inserts no row fail, because nobody reads the result of a deferred statement. No
 * single item of a batch can cause this error, so the batch is not bisected; see `isDataError`.
 */
function assertOneInserted(queue: QueueName, insert: string): string {
  return `with inserted as (${insert}) select case count(*) when 1 then ''
    else current_setting('pg-boss took no job for the queue ${queue}: ' || count(*)) end from inserted`;
}

/**
 * pg-boss for a process that only sends jobs. Its maintenance and cron run in the worker.
 * @param onError is told of errors in the background, which pg-boss itself survives
 */
export function createSendOnlyBoss(databaseUrl: string, onError: (error: unknown) => void): PgBoss {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'holdfast jobs',
    max: 2,
    migrate: false,
    supervise: false,
    schedule: false,
    // Only so that it reads the depths that the worker records; without supervision it records none.
    persistQueueStats: true,
  });
  boss.on('error', onError);
  return boss;
}
