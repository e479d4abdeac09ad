import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './client.ts';
import { migrationNames } from './migrate.ts';

/** Longer than a restart, a failover or most migrations take. */
const WAIT_MS_MAX = 60_000;
const RETRY_MS = 500;
const MAJOR_VERSION_MIN = 15;

/** The payment service refuses times that are further off, and orders would be due at the wrong time. */
const SKEW_MS_MAX = 5000;

/**
 * Waits until the database can be reached, is migrated and takes writes, so that processes may start in
 * any order.
 *
 * @param options.warn is called once for each reason to wait
 * @param options.isLive a clock that differs from the database's is then an error, otherwise a warning
 * @param options.nowMs the clock of this process
 * @throws with what to do, when that takes longer than `waitMsMax`, or waiting does not help
 */
export async function awaitDatabase(
  db: Database,
  options: {
    warn(message: string): void;
    isLive: boolean;
    waitMsMax?: number;
    nowMs?: () => number;
  },
): Promise<void> {
  const { warn, isLive, waitMsMax = WAIT_MS_MAX, nowMs = Date.now } = options;
  const deadline = performance.now() + waitMsMax;
  let reported = '';
  for (;;) {
    const problem = await findDatabaseProblem(db);
    if (problem === null) break;
    if (performance.now() >= deadline) throw new Error(problem);
    if (problem !== reported) warn(`waiting: ${problem}`);
    reported = problem;
    await delay(RETRY_MS);
  }
  const skewMs = await measureSkew(db, nowMs);
  if (Math.abs(skewMs) <= SKEW_MS_MAX) return;
  const message =
    `The clock of this machine is ${Math.abs(Math.round(skewMs / 1000))} s ` +
    `${skewMs > 0 ? 'behind' : 'ahead of'} the database's; synchronise both, for example with chrony.`;
  if (isLive) throw new Error(message);
  warn(message);
}

/** What keeps the shop from running on this database, and what to do; null: nothing. */
export async function findDatabaseProblem(db: Database): Promise<string | null> {
  try {
    const { rows } = await sql<{ version: number; isReadOnly: boolean; isMigrated: boolean }>`
      select current_setting('server_version_num')::int as version,
        current_setting('transaction_read_only') = 'on' as "isReadOnly",
        to_regclass('kysely_migration') is not null and to_regclass('pgboss.version') is not null
          as "isMigrated"`.execute(db);
    const { version, isReadOnly, isMigrated } = rows[0]!;
    if (version < MAJOR_VERSION_MIN * 10_000) {
      return `The database is PostgreSQL ${Math.floor(version / 10_000)}; the shop needs ${MAJOR_VERSION_MIN} or newer.`;
    }
    if (isReadOnly) {
      return 'The database takes no writes; point DATABASE_URL at the primary, or wait for its failover.';
    }
    const missing = isMigrated ? await findMissingMigrations(db) : migrationNames;
    if (missing.length === 0) return null;
    return `The database lacks ${missing.length} migrations, beginning with ${missing[0]}; run npm run migrate.`;
  } catch (error) {
    return `The database cannot be used: ${formatError(error)}. Check DATABASE_URL, and that it runs.`;
  }
}

/** Migrations that a newer release has run are no problem: it keeps what this one needs. */
async function findMissingMigrations(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  return migrationNames.filter((name) => !done.has(name));
}

/** How far this machine's clock is behind the database's. */
async function measureSkew(db: Database, nowMs: () => number): Promise<number> {
  const before = nowMs();
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from clock_timestamp())::float8 * 1000 as ms`.execute(db);
  return rows[0]!.ms - (before + nowMs()) / 2;
}

function formatError(error: unknown): string {
  // A host name with several addresses gives one error for each and no message of its own.
  if (error instanceof AggregateError) return error.errors.map(formatError).join('; ');
  return error instanceof Error ? error.message : String(error);
}
