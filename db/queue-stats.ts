import { sql } from 'kysely';
import type { Database } from './client.ts';

/** Longer than the admin shows, and shorter than pg-boss's own limit, which the worker sets. */
const DAYS_KEPT = 8;
/** Days prepared in advance, in case the daily job does not run. */
const DAYS_AHEAD = 14;
/** Beyond it pg-boss would drop a partition itself, and be refused. */
export const PG_BOSS_DAYS_KEPT = 30;

/**
 * pg-boss's queue statistics have a partition per day, which its worker creates and drops unless it is
 * there or gone already. The serving role may do neither, so this function of the owner does it for it.
 */
export const ROLL_QUEUE_STATS_FUNCTION = `
  create or replace function pgboss.holdfast_roll_queue_stats() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    today date := (now() at time zone 'UTC')::date;
    day date;
    partition text;
  begin
    perform pg_advisory_xact_lock(hashtext('holdfast_roll_queue_stats'));
    for day in select today + n from generate_series(0, ${DAYS_AHEAD}) as n loop
      partition := 'queue_stats_' || to_char(day, 'YYYYMMDD');
      if to_regclass('pgboss.' || partition) is null then
        execute format(
          'create table pgboss.%I partition of pgboss.queue_stats for values from (%L) to (%L)',
          partition, to_char(day, 'YYYY-MM-DD') || ' 00:00+00',
          to_char(day + 1, 'YYYY-MM-DD') || ' 00:00+00');
      end if;
    end loop;
    for partition in
      select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
      where inhparent = 'pgboss.queue_stats'::regclass
        and relname < 'queue_stats_' || to_char(today - ${DAYS_KEPT}, 'YYYYMMDD')
    loop
      execute format('drop table pgboss.%I', partition);
    end loop;
  end $$;
  revoke execute on function pgboss.holdfast_roll_queue_stats from public`;

/** Creates the partitions of the next days and drops those of past ones. Idempotent. */
export async function rollQueueStats(db: Database): Promise<void> {
  await sql`select pgboss.holdfast_roll_queue_stats()`.execute(db);
}
