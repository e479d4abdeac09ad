import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

/** A key under which attempts are counted. Its parts are hashed, so no address is stored. */
export type AttemptKey = readonly string[];

/**
 * Counts one attempt under each key, in one statement.
 * @param windowMs from the first attempt under a key until its count starts again
 * @returns the attempts under each key, this one included, in the order of `keys`
 */
export async function countAttempts(
  db: Database,
  keys: readonly AttemptKey[],
  { now, windowMs }: { now: Date; windowMs: number },
): Promise<number[]> {
  const hashes = keys.map(hashKey);
  // In one order everywhere, so that concurrent statements cannot deadlock.
  const sorted = hashes.toSorted(Buffer.compare);
  const endsAt = new Date(now.getTime() + windowMs);
  const { rows } = await sql<{ key: Buffer; attempts: number }>`
    insert into staff_sign_in_attempts as counted (key, attempts, window_ends_at)
    values ${sql.join(sorted.map((key) => sql`(${key}::bytea, 1, ${endsAt}::timestamptz)`))}
    on conflict (key) do update set
      attempts = case when counted.window_ends_at <= ${now} then 1
        else least(counted.attempts + 1, 1000000) end,
      window_ends_at = case when counted.window_ends_at <= ${now} then excluded.window_ends_at
        else counted.window_ends_at end
    returning key, attempts`.execute(db);
  return hashes.map((hash) => rows.find(({ key }) => key.equals(hash))?.attempts ?? 0);
}

/** Takes back the attempt that was counted under each key, after it has succeeded. */
export async function uncountAttempts(db: Database, keys: readonly AttemptKey[]): Promise<void> {
  await sql`
    update staff_sign_in_attempts set attempts = attempts - 1
    where key in (
      select key from staff_sign_in_attempts where key in (${sql.join(keys.map(hashKey))})
        and attempts > 0
      order by key for update
    )`.execute(db);
}

/** Deletes all attempts under a key. */
export async function clearAttempts(db: Database, key: AttemptKey): Promise<void> {
  await db.deleteFrom('staff_sign_in_attempts').where('key', '=', hashKey(key)).execute();
}

/** Deletes some counts whose window is over. */
export async function deleteEndedAttempts(db: Database, now: Date): Promise<void> {
  await sql`
    delete from staff_sign_in_attempts where key in (
      select key from staff_sign_in_attempts where window_ends_at <= ${now}
      limit 100 for update skip locked
    )`.execute(db);
}

function hashKey(key: AttemptKey): Buffer {
  return createHash('sha256').update(JSON.stringify(key)).digest();
}
