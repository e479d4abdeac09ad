import { Socket } from 'node:net';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { withPreparedInserts } from './prepared-statements.ts';
import type { DB } from './schema.ts';

export type Database = Kysely<DB>;

/** How long an idle transaction may hold its row locks before PostgreSQL ends it, in ms. */
const IDLE_IN_TRANSACTION_MS_MAX = 30_000;
/**
 * How long one statement may wait for a lock, in ms: our own transactions hold theirs for milliseconds,
 * so it is somebody else's, such as a forgotten one in a console, and nobody should wait behind it.
 */
const LOCK_MS_MAX = 5_000;
/** How long one statement may run in the shop or a worker, in ms. */
const STATEMENT_MS_MAX = 60_000;
/**
 * How long PostgreSQL may be silent when it is asked, in ms: longer than any statement may run. A
 * machine that lost its power and a firewall that forgot a connection never answer, and TCP alone waits
 * for a quarter of an hour, or for ever.
 */
const RESPONSE_MS_MAX = STATEMENT_MS_MAX + 15_000;

/**
 * A pool of connections to PostgreSQL.
 *
 * @param databaseUrl a postgres:// address
 * @param options `name` is shown in pg_stat_activity; `max` bounds the connections; one that is silent
 *   for longer than `silenceMsMax` counts as lost; a statement that waits for a lock for longer than
 *   `lockMsMax` fails, unless that is 0
 */
export function createPool(
  databaseUrl: string,
  options: { name: string; max: number; silenceMsMax?: number; lockMsMax?: number },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: options.name,
    max: options.max,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    lock_timeout: options.lockMsMax ?? LOCK_MS_MAX,
    // PostgreSQL's default is for disks that turn; with it, it reads a catalogue of a thousand whole to
    // find ten.
    options: '-c random_page_cost=1.1',
    keepAlive: true,
    // Statements are sent without waiting for the answers of those before; see transaction.ts.
    pipeline: true,
    // An idle one leaves the pool long before that.
    stream: () => openSocket(options.silenceMsMax),
    types: { getTypeParser },
  });
  // A connection that breaks while nothing is asked of it, in the pool or between two statements of a
  // transaction, is heard of at its next use; without listeners the error would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A socket that is lost, as by a reset, when nothing has come or gone for so long. */
function openSocket(silenceMsMax = RESPONSE_MS_MAX): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMsMax, () => {
    const seconds = silenceMsMax / 1000;
    const error = new Error(`PostgreSQL did not answer for ${seconds} s`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
  return socket;
}

/**
 * The address for a pool that is not ours to set up, such as pg-boss's own: a query without an answer
 * fails after the same time, and its connection is dropped.
 */
export function withQueryTimeout(databaseUrl: string, silenceMsMax = RESPONSE_MS_MAX): string {
  const separator = databaseUrl.includes('?') ? '&' : '?';
  return `${databaseUrl}${separator}query_timeout=${silenceMsMax}`;
}

/** Kysely over such a pool. */
export function createDatabase(pool: pg.Pool): Database {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: withPreparedInserts(pool) }) });
}

/**
 * Asks the database whether it answers.
 * @throws when it does not
 */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}

const INT8_OID = 20;

/** How values of PostgreSQL's types are read: as node-postgres does, and bigint as a number. */
export function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8_OID && format !== 'binary') return parseInt8;
  return pg.types.getTypeParser(oid, format);
}

/** PostgreSQL's bigint as a number; amounts and counts of ours stay far below 2^53. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53`);
  return value;
}
