import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { DEAD_LETTERS } from '#db/queues.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';

/** pg-boss's states of a job. */
export type JobState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

/** Jobs of a queue per state. */
export interface QueueDepth {
  name: string;
  ready: number;
  delayed: number;
  active: number;
  /** Recently completed; pg-boss deletes finished jobs after a while. */
  completed: number;
  failed: number;
  oldestReadyAt: string | null;
}

/** The current depth of each queue, from pg-boss's job table. */
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

/** Whether a sweep is queued or running. */
export async function isSweepQueuedOrRunning(db: Database): Promise<boolean> {
  const { rows } = await sql<{ isRunning: boolean }>`
    select exists (
      select from pgboss.job where name = 'sweep' and state in ('created', 'retry', 'active')
    ) as "isRunning"`.execute(db);
  return rows[0]!.isRunning;
}

export interface DeadLetter {
  jobId: string;
  /** Its source queue; null for a job that was put here by hand. */
  queue: string | null;
  payload: Record<string, unknown>;
  deadLetteredAt: Date;
  enqueuedAt: Date | null;
  attempts: number | null;
  cause: string | null;
}

/** Jobs that failed after all retries, newest first, with their error. */
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
  /** `dead`: it failed after all retries, and staff may redrive it. */
  state: JobState | 'dead';
  createdAt: Date;
  startAfter: Date;
  completedAt: Date | null;
}

/**
 * The jobs of an order: those that close and recover it, those of its payment, and dead letters.
 * pg-boss deletes finished ones after an hour.
 *
 * Payloads have no index, and closing jobs can be very many: only those are read that start at this
 * order's deadlines, were retried, or were created between its deadline and its settlement.
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
