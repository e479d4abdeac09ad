import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { DEAD_LETTERS } from '#db/queues.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';

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
export async function readQueueDepths(
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
export async function isSweepQueuedOrRunning(db: Database): Promise<boolean> {
  const { rows } = await sql<{ isRunning: boolean }>`
    select exists (
      select from pgboss.job where name = 'sweep' and state in ('created', 'retry', 'active')
    ) as "isRunning"`.execute(db);
  return rows[0]!.isRunning;
}

export interface DeadLetter {
  jobId: string;
  /** The queue it failed on; null for one that was put here by hand. */
  queue: string | null;
  payload: Record<string, unknown>;
  deadLetteredAt: Date;
  enqueuedAt: Date | null;
  attempts: number | null;
  cause: string | null;
}

/** Jobs whose retries are used up, the newest first, each with what it failed of. */
export async function findDeadLetters(db: Database, cursor: string | undefined) {
  const before = cursor ? decodeCursor(cursor, z.tuple([z.iso.datetime(), z.guid()])) : null;
  const { rows } = await sql<DeadLetter>`
    select id as "jobId", source_name as queue, data as payload,
      date_trunc('milliseconds', created_on) as "deadLetteredAt", source_created_on as "enqueuedAt",
      source_retry_count + 1 as attempts, source_output ->> 'message' as cause
    from pgboss.job
    where name = ${DEAD_LETTERS} and state in ('created', 'retry')
      and (${before?.[0] ?? null}::timestamptz is null
        or (date_trunc('milliseconds', created_on), id)
          < (${before?.[0] ?? null}::timestamptz, ${before?.[1] ?? null}::uuid))
    order by date_trunc('milliseconds', created_on) desc, id desc limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (last) => [last.deadLetteredAt.toISOString(), last.jobId]);
  return { letters: page.rows, nextCursor: page.nextCursor };
}

export interface OrderJob {
  queue: string;
  /** `dead`: its attempts are used up, and staff may redrive it. */
  state: JobState | 'dead';
  createdAt: Date;
  startAfter: Date;
  completedAt: Date | null;
}

/**
 * The jobs that carry an order: those that end it, those about its money, and those that have died.
 * Finished ones are gone after an hour.
 *
 * What jobs carry has no index. Those that end orders can be very many, so that only those are looked
 * into which start when this order's do, which were tried before, or which came back for an order that
 * could not be ended in time.
 */
export async function findJobsOfOrder(
  db: Database,
  order: { orderId: string; payBy: Date; recoverAt: Date; settledAt: Date | null },
): Promise<OrderJob[]> {
  const { orderId, payBy, recoverAt, settledAt } = order;
  const amongMany = JSON.stringify({ orderIds: [orderId] });
  const alone = JSON.stringify({ orderId });
  const { rows } = await sql<OrderJob>`
    select name as queue, state::text, created_on as "createdAt", start_after as "startAfter",
      completed_on as "completedAt"
    from pgboss.job
    where name in ('close-orders', 'recover-stock')
      and (start_after in (${payBy}, ${recoverAt}) or retry_count > 0
        or created_on between ${payBy} and coalesce(${settledAt}::timestamptz, now()))
      and data @> ${amongMany}::jsonb
    union all
    select name, state::text, created_on, start_after, completed_on
    from pgboss.job
    where name in ('refund-payment', 'look-up-payment') and data @> ${alone}::jsonb
    union all
    select coalesce(source_name, name), 'dead', coalesce(source_created_on, created_on), created_on,
      created_on
    from pgboss.job
    where name = ${DEAD_LETTERS} and state in ('created', 'retry')
      and (data @> ${amongMany}::jsonb or data @> ${alone}::jsonb)
    order by "startAfter"
  `.execute(db);
  return rows;
}
