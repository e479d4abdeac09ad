import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { CRON, formatActor } from '../platform/actor.ts';
import type { CronQueue } from '../platform/jobs.ts';

/** When each cron last completed without an error; one that never did counts from the first migration. */
export async function findLastCompletions(db: Database): Promise<Record<CronQueue, Date>> {
  const { rows } = await sql<Record<CronQueue, Date>>`
    select coalesce(sweep, created) as sweep, coalesce(reconcile, created) as reconcile,
      coalesce(retention, created) as "apply-retention"
    from (select
      (select min(timestamp)::timestamptz from kysely_migration) as created,
      (select finished_at from sweeps where finished_at is not null and error is null
        order by sweep_id desc limit 1) as sweep,
      (select finished_at from reconciliations
        where finished_at is not null and error is null and started_by = ${formatActor(CRON)}
        order by reconciliation_id desc limit 1) as reconcile,
      (select finished_at from retention_runs order by run_id desc limit 1) as retention
    ) as last`.execute(db);
  return rows[0]!;
}
