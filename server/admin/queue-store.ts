import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { DEAD_LETTERS } from '#db/queues.ts';
import { decodeCursor, PAGE_SIZE, pageOf } from '../cursor.ts';

/** pg-boss's states of a job. */
export type JobState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

/** How many jobs of a queue are in which state now. */
export interface QueueDepth {
  name: string;
  ready: number;
  delayed: number;
  active: number;
  /** Done lately; finished jobs are not kept for long. */
  completed: number;
  failed: number;
  oldestReadyAt: string | null;
}

/** How deep each queue is now, counted from pg-boss's own table of jobs. */
export async function readQueues(
  db: Database,
  now: Date,
): Promise<{ queues: QueueDepth[]; deadLetters: number }> {
  const { rows } = await sql<Omit<QueueDepth, 'oldestReadyAt'> & { oldest: Date | null }>`
    select queue.name,
      count(*) filter (where state in ('created', 'retry') and start_after <= ${now}) as ready,
      count(*) filter (where state in ('created', 'retry') and start_after > ${now}) as delayed,
      count(*) filter (where state = 'active') as active,
      count(*) filter (where state = 'completed') as completed,
      count(*) filter (where state = 'failed') as failed,
      min(start_after) filter (where state in ('created', 'retry') and start_after <= ${now}) as oldest
    from pgboss.queue left join pgboss.job on job.name = queue.name
    where queue.name not like '\\_\\_pgboss%'
    group by queue.name order by queue.name
  `.execute(db);
  return {
    queues: rows
      .filter((row) => row.name !== DEAD_LETTERS)
      .map(({ oldest, ...row }) => ({ ...row, oldestReadyAt: oldest?.toISOString() ?? null })),
    deadLetters: rows.find((row) => row.name === DEAD_LETTERS)?.ready ?? 0,
  };
}

/** Whether a sweep waits for a worker, or runs. */
export async function isSweepUnderWay(db: Database): Promise<boolean> {
  const { rows } = await sql<{ underWay: boolean }>`
    select exists (
      select from pgboss.job where name = 'sweep' and state in ('created', 'retry', 'active')
    ) as "underWay"`.execute(db);
  return rows[0]!.underWay;
}

export interface DeadLetter {
  jobId: string;
  /** The queue it failed on; null for one that was put here by hand. */
  queue: string | null;
  payload: Record<string, unknown>;
  diedAt: Date;
  enqueuedAt: Date | null;
  tries: number | null;
  cause: string | null;
}

/** Jobs whose retries are used up, the newest first, each with what it failed of. */
export async function findDeadLetters(db: Database, cursor: string | undefined) {
  const before = cursor ? decodeCursor(cursor, z.tuple([z.iso.datetime(), z.guid()])) : null;
  const { rows } = await sql<DeadLetter>`
    select id as "jobId", source_name as queue, data as payload,
      date_trunc('milliseconds', created_on) as "diedAt", source_created_on as "enqueuedAt",
      source_retry_count + 1 as tries, source_output ->> 'message' as cause
    from pgboss.job
    where name = ${DEAD_LETTERS} and state in ('created', 'retry')
      and (${before?.[0] ?? null}::timestamptz is null
        or (date_trunc('milliseconds', created_on), id)
          < (${before?.[0] ?? null}::timestamptz, ${before?.[1] ?? null}::uuid))
    order by date_trunc('milliseconds', created_on) desc, id desc limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = pageOf(rows, PAGE_SIZE, (last) => [last.diedAt.toISOString(), last.jobId]);
  return { letters: page.rows, nextCursor: page.nextCursor };
}

export interface OrderJob {
  queue: string;
  state: JobState;
  createdAt: Date;
  startAfter: Date;
  completedAt: Date | null;
}

/** The jobs that carry an order; finished ones are gone after an hour. */
export async function findJobsOfOrder(db: Database, orderId: string): Promise<OrderJob[]> {
  const payload = JSON.stringify({ orderIds: [orderId] });
  const { rows } = await sql<OrderJob>`
    select name as queue, state::text, created_on as "createdAt", start_after as "startAfter",
      completed_on as "completedAt"
    from pgboss.job where name in ('close-orders', 'recover-stock') and data @> ${payload}::jsonb
    order by start_after
  `.execute(db);
  return rows;
}
