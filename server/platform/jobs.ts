import { fromKysely, PgBoss } from 'pg-boss';
import type { TransactionScope } from '#db/transaction.ts';

/**
 * The payload of each queue's jobs. The queues are defined in db/queues.ts.
 * `startedBy` is an actor, as `formatActor` writes it.
 */
export interface JobPayloads {
  /** At X: close these orders, all of one commit. */
  'close-orders': { orderIds: string[] };
  /** At X+N: settle the locks that these orders still have. */
  'recover-stock': { orderIds: string[] };
  'refund-payment': { orderId: string; refundId: string };
  /** Read an order's payment and refunds from the payment service. */
  'look-up-payment': { orderId: string; paymentIntentId?: string };
  /** Apply what the web process that received these events has not applied. */
  'apply-payment-events': { eventIds: string[] };
  /** Compare the last days' payments with the payment service's. */
  reconcile: { startedBy?: string };
  /** Find overdue orders and locks; `graceMs` overrides how overdue they must be. */
  sweep: { startedBy?: string; graceMs?: number };
  /** Daily: removes what is not kept any longer. */
  'apply-retention': { startedBy?: string };
}

export type QueueName = keyof JobPayloads;

/** The queues that a cron of the worker feeds. */
export type CronQueue = 'sweep' | 'reconcile' | 'apply-retention';

/** Enqueues jobs inside transactions, so that a job exists if and only if its transaction committed. */
export interface JobQueue {
  enqueue<Q extends QueueName>(
    trx: TransactionScope,
    queue: Q,
    payload: JobPayloads[Q],
    options?: JobOptions,
  ): Promise<void>;
}

export interface JobOptions {
  /** A time, or a delay by the database's clock, which may differ from this process's. */
  startAfter?: Date | { delayMs: number };
  /** A UUID that makes enqueueing idempotent; a new one if absent. */
  jobId?: string;
}

/** The job queue on pg-boss. */
export function createJobQueue(boss: PgBoss): JobQueue {
  return {
    async enqueue(trx, queue, payload, options = {}) {
      const { jobId, startAfter } = options;
      const db = fromKysely(trx);
      const due =
        startAfter && 'delayMs' in startAfter ? `${startAfter.delayMs} milliseconds` : startAfter;
      await boss.insert(queue, [{ id: jobId, data: payload, startAfter: due }], {
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
 * pg-boss for a process that only sends jobs; maintenance and cron run in the worker.
 * @param onError receives background errors, after which pg-boss continues
 */
export function createSendOnlyBoss(databaseUrl: string, onError: (error: unknown) => void): PgBoss {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'holdfast jobs',
    max: 2,
    migrate: false,
    supervise: false,
    schedule: false,
    // Needed to read the queue depths that the worker records; without supervision it records none.
    persistQueueStats: true,
  });
  boss.on('error', onError);
  return boss;
}
