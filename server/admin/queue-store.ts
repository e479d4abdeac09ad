import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { DEAD_LETTERS } from '#db/queues.ts';

export interface QueueDepth {
  name: string;
  ready: number;
  delayed: number;
  active: number;
  failed: number;
  oldestReadyAt: string | null;
}

/** How deep each queue is now, counted from pg-boss's own table of unfinished jobs. */
export async function readQueues(
  db: Database,
  now: Date,
): Promise<{ queues: QueueDepth[]; deadLetters: number }> {
  const { rows } = await sql<{
    name: string;
    ready: number;
    delayed: number;
    active: number;
    failed: number;
    oldest: Date | null;
  }>`
    select queue.name,
      count(*) filter (where state in ('created', 'retry') and start_after <= ${now}) as ready,
      count(*) filter (where state in ('created', 'retry') and start_after > ${now}) as delayed,
      count(*) filter (where state = 'active') as active,
      count(*) filter (where state = 'failed') as failed,
      min(start_after) filter (where state in ('created', 'retry') and start_after <= ${now}) as oldest
    from pgboss.queue left join pgboss.job
      on job.name = queue.name and state in ('created', 'retry', 'active', 'failed')
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

/** pg-boss's states of a job. */
export type JobState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

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
