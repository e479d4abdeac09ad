import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { DEAD_LETTERS } from '#db/queues.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import type { JobFilter } from '../shared/job-filter.ts';

export interface JobRow {
  jobId: string;
  queue: string;
  payload: Record<string, unknown> | null;
  enqueuedAt: Date;
  /** When it is due, also after a failure. */
  startAfter: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Attempts so far, of at most `attemptsMax`. */
  attempts: number;
  attemptsMax: number;
  lastError: string | null;
}

/*
 * Each state is read along an index of ours (db/migrate.ts) whose conditions are repeated here.
 * Pending jobs: next due first. Active: longest running first. Finished: latest first. `blocked` is
 * for jobs that wait for other jobs; we have none.
 */
const isPending = sql`state < 'active' and not blocked`;
const startsAt = sql`start_after`;
const lastTransitionAt = sql`coalesce(completed_on, started_on)`;

function buildStateFilter(state: JobFilter['state'], now: Date) {
  switch (state) {
    case 'ready':
      return { where: sql`${isPending} and start_after <= ${now}`, at: startsAt, newest: false };
    case 'delayed':
      return { where: sql`${isPending} and start_after > ${now}`, at: startsAt, newest: false };
    case 'active':
      return { where: sql`state = 'active'`, at: lastTransitionAt, newest: false };
    case 'completed':
      return { where: sql`state = 'completed'`, at: lastTransitionAt, newest: true };
    case 'failed':
      return { where: sql`state = 'failed'`, at: lastTransitionAt, newest: true };
  }
}

/**
 * A page of jobs in one state, of one queue or all, without dead letters. Each queue is read for
 * one page, so that the index, which starts with the queue, is used.
 */
export async function findJobs(db: Database, filter: JobFilter, now: Date) {
  const { where, at, newest } = buildStateFilter(filter.state, now);
  const direction = newest ? sql`desc` : sql`asc`;
  // In microseconds, or jobs of the same millisecond could be missed between pages.
  const last = filter.cursor
    ? decodeCursor(filter.cursor, z.tuple([z.iso.datetime({ offset: true }), z.guid()]))
    : null;
  const beyond = last
    ? sql`and (${at}, id) ${newest ? sql`<` : sql`>`} (${last[0]}::timestamptz, ${last[1]}::uuid)`
    : sql``;
  const { rows } = await sql<JobRow & { at: string }>`
    select "jobId", queue.name as queue, payload, "enqueuedAt", "startAfter", "startedAt", "endedAt",
      attempts, "attemptsMax", "lastError", to_json(at) #>> '{}' as at
    from pgboss.queue cross join lateral (
      select id as "jobId", data as payload, created_on as "enqueuedAt", start_after as "startAfter",
        started_on as "startedAt", completed_on as "endedAt",
        case when started_on is null then 0 else retry_count + 1 end as attempts,
        retry_limit + 1 as "attemptsMax",
        -- pg-boss wraps what it says itself, of a job that took too long.
        case when state <> 'completed'
          then coalesce(output ->> 'message', output -> 'value' ->> 'message') end as "lastError",
        ${at} as at
      from pgboss.job
      where job.name = queue.name and ${where} ${beyond}
      order by ${at} ${direction}, id ${direction} limit ${PAGE_SIZE + 1}
    ) as found
    where queue.name <> ${DEAD_LETTERS} and queue.name not like '\\_\\_pgboss%'
      and (${filter.queue ?? null}::text is null or queue.name = ${filter.queue ?? null})
    order by found.at ${direction}, "jobId" ${direction} limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (row) => [row.at, row.jobId]);
  return { jobs: page.rows.map(({ at: _, ...job }) => job), nextCursor: page.nextCursor };
}
