import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

/** What one run removed, and up to where everything is removed. */
export interface RetentionRun {
  runId: string;
  startedAt: Date;
  finishedAt: Date;
  ordersErased: number;
  ordersUntil: string | null;
  eventsCleared: number;
  eventsUntil: Date | null;
}

export async function findLastRetentionRun(
  db: Database,
): Promise<Pick<RetentionRun, 'ordersUntil' | 'eventsUntil'> | undefined> {
  return await db
    .selectFrom('retention_runs')
    .select(['orders_until as ordersUntil', 'events_until as eventsUntil'])
    .orderBy('run_id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function insertRetentionRun(db: Database, run: RetentionRun): Promise<void> {
  await db
    .insertInto('retention_runs')
    .values({
      run_id: run.runId,
      started_at: run.startedAt,
      finished_at: run.finishedAt,
      orders_erased: run.ordersErased,
      orders_until: run.ordersUntil,
      events_cleared: run.eventsCleared,
      events_until: run.eventsUntil,
    })
    .execute();
}

/**
 * Removes the bodies of applied events received in a period, up to `limit` of them.
 * @returns how many had one
 */
export async function clearEventBodies(
  db: Database,
  period: { from: Date | null; before: Date; limit: number },
): Promise<number> {
  const { from, before, limit } = period;
  const { numAffectedRows } = await sql`
    update webhook_events set payload = null where event_id in (
      select event_id from webhook_events
      where received_at < ${before} and applied_at is not null and payload is not null
        ${from === null ? sql`` : sql`and received_at >= ${from}`}
      order by received_at, event_id limit ${limit})`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** When the oldest event that is not applied was received. */
export async function findOldestUnappliedEvent(db: Database): Promise<Date | null> {
  const row = await db
    .selectFrom('webhook_events')
    .select('received_at as receivedAt')
    .where('applied_at', 'is', null)
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst();
  return row?.receivedAt ?? null;
}

/** Deletes sessions and codes of staff that are over, and counts of sign-in attempts; all name addresses. */
export async function deleteEndedSessions(db: Database, now: Date, countedSince: Date) {
  for (const table of ['staff_sessions', 'staff_verifications', 'staff_password_links'] as const) {
    await db.deleteFrom(table).where('expires_at', '<', now).execute();
  }
  await db
    .deleteFrom('staff_rate_limits')
    .where('last_request', '<', countedSince.getTime())
    .execute();
}
