import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { hideValues } from './hide-values.ts';
import type { DB } from './schema.ts';

/** What statements run on: the pool, or a transaction. */
export type Database = Kysely<DB>;

/** Kysely over a pool; `inTransaction` takes a connection of it. */
export class PooledDatabase extends Kysely<DB> {
  readonly pool: ConnectionPool;
  readonly preparedStatements: boolean;
  readonly onEffectError: (error: unknown) => void;
  #retryDelay: (ms: number) => Promise<unknown> = jittered;

  constructor(pool: ConnectionPool, options: DatabaseOptions = {}) {
    super({ dialect: new PostgresDialect({ pool }) });
    this.pool = pool;
    this.preparedStatements = options.preparedStatements ?? true;
    this.onEffectError = options.onEffectError ?? (() => {});
  }

  /** The delay before a transaction is retried. */
  get retryDelay() {
    return this.#retryDelay;
  }

  /** Replaces that delay, for a simulation with its own clock. */
  setRetryDelay(retryDelay: (ms: number) => Promise<unknown>): void {
    this.#retryDelay = retryDelay;
  }
}

/** 50 % to 150 % of `ms`, so that two transactions do not collide again. */
async function jittered(ms: number): Promise<void> {
  await delay(ms * (0.5 + Math.random()));
}

export interface DatabaseOptions {
  /** Off for a connection pooler that does not keep a session per client, such as PgBouncer. */
  preparedStatements?: boolean;
  /** Receives the error of an effect of `Trx.onCommit` that failed. */
  onEffectError?: (error: unknown) => void;
}

/** node-postgres' pool, as far as it is used here. */
export type ConnectionPool = Omit<PostgresPool, 'connect'> & {
  connect(): Promise<PooledConnection>;
};

export type PooledConnection = {
  query(text: string, values?: unknown[]): Promise<pg.QueryResult>;
  query(statement: pg.QueryConfig): Promise<pg.QueryResult>;
} & PostgresPoolClient;

/** PostgreSQL ends a transaction that sends nothing for this long, so that its row locks are freed. */
const IDLE_IN_TRANSACTION_MS_MAX = 30_000;
/**
 * Our transactions hold locks for milliseconds. A longer wait means a transaction that somebody left
 * open, for example in a console.
 */
const LOCK_MS_MAX = 5_000;
/** How long one statement may run in a process without a shorter limit. */
const STATEMENT_MS_MAX = 60_000;
/**
 * A connection with no response for this long is lost, for example after a power failure or behind a
 * firewall that dropped it. TCP alone would notice after 15 minutes or never.
 */
const RESPONSE_MS_MAX = STATEMENT_MS_MAX + 15_000;

/**
 * A pool of connections to PostgreSQL.
 *
 * @param databaseUrl a postgres:// address
 * @param options.name shown in pg_stat_activity
 * @param options.max limit of connections
 * @param options.responseMsMax a connection without a response for this long is closed; 0 for no limit
 * @param options.lockMsMax a statement that waits longer for a lock fails; 0 for no limit
 * @param options.statementMsMax a statement that takes longer fails; 0 for no limit
 */
export function createPool(
  databaseUrl: string,
  options: {
    name: string;
    max: number;
    responseMsMax?: number;
    lockMsMax?: number;
    statementMsMax?: number;
  },
): pg.Pool {
  const pool = new pg.Pool({
    Client: ClientWithoutValuesInErrors,
    connectionString: databaseUrl,
    application_name: options.name,
    max: options.max,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    statement_timeout: options.statementMsMax ?? STATEMENT_MS_MAX,
    lock_timeout: options.lockMsMax ?? LOCK_MS_MAX,
    // The default assumes spinning disks, and makes the planner prefer sequential scans.
    options: '-c random_page_cost=1.1',
    keepAlive: true,
    // Statements are sent before the previous one is answered; see transaction.ts.
    pipeline: true,
    // Idle connections leave the pool long before this timeout.
    stream: () => openSocket(options.responseMsMax),
    types: { getTypeParser },
  });
  // The next use of a broken connection reports the error. Without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Removes the values from errors before anybody sees them. */
class ClientWithoutValuesInErrors extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.connection.prependListener('errorMessage', hideValues);
  }
}

/** A socket that fails with ETIMEDOUT after this long without traffic. */
function openSocket(responseMsMax = RESPONSE_MS_MAX): Socket {
  const socket = new Socket();
  socket.setTimeout(responseMsMax, () => {
    const seconds = responseMsMax / 1000;
    const error = new Error(`PostgreSQL did not answer for ${seconds} s`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
  return socket;
}

/** Adds the same response limit to the address of a pool that we do not create, such as pg-boss's. */
export function withQueryTimeout(databaseUrl: string, responseMsMax = RESPONSE_MS_MAX): string {
  const separator = databaseUrl.includes('?') ? '&' : '?';
  return `${databaseUrl}${separator}query_timeout=${responseMsMax}`;
}

/** Kysely over such a pool. */
export function createDatabase(pool: pg.Pool, options?: DatabaseOptions): PooledDatabase {
  return new PooledDatabase(pool, options);
}

const INT8_OID = 20;

/** node-postgres's parsers, but bigint is read as a number. */
export function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8_OID && format !== 'binary') return parseInt8;
  return pg.types.getTypeParser(oid, format);
}

/** Our amounts and counts stay far below 2^53. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53`);
  return value;
}
