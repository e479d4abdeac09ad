import { sql } from 'kysely';
import type { JobPayloads, JobQueue, QueueName } from '#server/platform/jobs.ts';
import type { ProcessHandle, Run } from './run.ts';

/** A row of the jobs table, once its transaction has committed. */
export interface JobRow {
  job_id: number;
  queue: QueueName;
  payload: JobPayloads[QueueName];
  start_after: string | null;
  named: string | null;
}

/** Enqueues into a table of the same database, so that jobs commit and roll back with their causes. */
export function createJobQueue(run: Run, process: ProcessHandle): JobQueue {
  const queue: JobQueue = {
    async enqueue(trx, name, payload, options = {}) {
      const { startAfter = null, jobId = null } = options;
      const due =
        startAfter && 'delayMs' in startAfter
          ? new Date(run.scheduler.nowMs + startAfter.delayMs)
          : startAfter;
      await sql`insert into simulated_jobs (queue, payload, start_after, named)
        values (${name}, ${JSON.stringify(payload)}::jsonb, ${due}, ${jobId})
        on conflict (named) do nothing`.execute(trx);
    },
  };
  return run.bug?.wrapJobQueue?.(queue, process, run) ?? queue;
}
