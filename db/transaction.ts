import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  type RawBuilder,
} from 'kysely';
import type pg from 'pg';
import type { PooledConnection, PooledDatabase } from './client.ts';
import { isOfStandby, isTransient } from './is-transient.ts';
import type { DB } from './schema.ts';

/*
 * Kysely's own transaction sends a statement only after the answer to the one before it. Ours sends
 * each one when it is called. It uses the public API of Kysely (a dialect over one connection) and of
 * node-postgres (`pipeline`, named statements).
 *
 * Orders per second of placing without each part, on 2 cores with PostgreSQL on the same machine:
 * - all of it replaced by `db.transaction()`: 35 % fewer for one buyer at a time, 30 % for 32 buyers;
 * - without prepared statements: 25 to 35 % fewer for one, 15 to 30 % for 32, none for 2,048.
 * With 2 ms to PostgreSQL and back, for 32 buyers: 55 % fewer without pipelining, 27 % fewer without
 * both `deferred` and `runBeforeCommit`. Over loopback these two bring nothing measurable.
 */

/** Where a statement is part of a transaction: `Trx`, or its `deferred`. */
export class TransactionScope extends Kysely<DB> {
  /** @internal */
  constructor(send: Send) {
    super({ dialect: dialectOver(send) });
  }

  /** `true` and not `boolean`, so that a plain Kysely is not taken for a transaction. */
  override get isTransaction(): true {
    return true;
  }
}

/**
 * A transaction in progress. Statements are pipelined: PostgreSQL runs them in the order of the calls,
 * and `await Promise.all([first(trx), second(trx)])` is one round trip. After one fails, the rest of
 * the transaction does nothing and is rolled back.
 */
export class Trx extends TransactionScope {
  /**
   * The same transaction for INSERTs whose result nobody reads. They are sent together with the COMMIT,
   * in the order of the calls, and return no rows. If one fails, `inTransaction` rejects with its error.
   *
   * They are prepared once per connection, so their text must not depend on the number of rows. Do not
   * use it for statements that look rows up: their plan would be kept while the tables grow.
   */
  readonly deferred: TransactionScope;
  /** @internal */
  readonly end: TransactionEnd = {
    hasEnded: false,
    deferred: [],
    beforeCommit: null,
    effects: [],
  };

  /** @internal */
  constructor(send: Send) {
    super(async (query) => {
      this.#assertNotEnded();
      return await send(query);
    });
    this.deferred = new TransactionScope((query) => {
      this.#assertNotEnded();
      this.end.deferred.push(query);
      return Promise.resolve({ rows: [] });
    });
  }

  /**
   * Sets the last statement, sent together with the COMMIT and after all deferred ones. For a row that
   * other transactions wait for: it stays locked for no round trip. If it fails, `inTransaction` rejects
   * with its error.
   */
  runBeforeCommit(statement: RawBuilder<unknown>): void {
    this.#assertNotEnded();
    if (this.end.beforeCommit) throw new Error('runBeforeCommit takes one statement; merge them');
    this.end.beforeCommit = statement.compile(this);
  }

  /**
   * Runs `effect` after a successful COMMIT, in the order of the calls; not after a rollback, and not for
   * an attempt that was retried. `inTransaction` waits for it. An effect that fails is reported, and the
   * caller still succeeds. An effect is lost if the process dies first, so necessary work is a job.
   */
  onCommit(effect: CommitEffect): void {
    this.#assertNotEnded();
    this.end.effects.push(effect);
  }

  /** Else a statement that was not awaited would run after the COMMIT, by itself. */
  #assertNotEnded(): void {
    if (this.end.hasEnded) throw new Error('the transaction of this statement has ended');
  }
}

interface TransactionEnd {
  hasEnded: boolean;
  deferred: CompiledQuery[];
  beforeCommit: CompiledQuery | null;
  effects: CommitEffect[];
}

/** @param db the database on which the transaction ran */
type CommitEffect = (db: PooledDatabase) => unknown;

const ATTEMPTS_MAX = 5;
const BACKOFF_MS = 10;

/**
 * Runs `work` in one READ COMMITTED transaction. Retries it, up to `attempts` times, after an error
 * that may not come again: a deadlock, a serialization failure, a duplicate order id that another
 * process is committing, or a lost connection.
 *
 * After a lost connection the outcome of the COMMIT is unknown, so `work` must be repeatable.
 */
export async function inTransaction<T>(
  db: PooledDatabase,
  work: (trx: Trx) => Promise<T>,
  options: { attempts?: number } = {},
): Promise<T> {
  const attempts = options.attempts ?? ATTEMPTS_MAX;
  for (let attempt = 1; ; attempt++) {
    try {
      const { result, effects } = await runOnce(db, work);
      await runEffects(db, effects);
      return result;
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      await db.retryDelay(BACKOFF_MS * 2 ** attempt);
    }
  }
}

async function runOnce<T>(db: PooledDatabase, work: (trx: Trx) => Promise<T>) {
  const client = await db.pool.connect();
  let isConnectionBroken = false;
  let firstError: unknown;
  const trx = new Trx((query) => {
    const answer = client.query(query.sql, query.parameters as unknown[]);
    answer.catch((error: unknown) => (firstError ??= error));
    return answer;
  });
  try {
    await initialised(trx);
    const [begin, worked] = await Promise.allSettled([client.query('begin'), work(trx)]);
    trx.end.hasEnded = true;
    if (begin.status === 'fulfilled' && worked.status === 'fulfilled') {
      await commit(client, trx.end, db.preparedStatements);
      return { result: worked.value, effects: trx.end.effects };
    }
    await client.query('rollback').catch(() => (isConnectionBroken = true));
    const { reason } = [begin, worked].find((one) => one.status === 'rejected')!;
    // Statements after the first failed one only report that the transaction is aborted.
    throw codeOf(reason) === IN_FAILED_TRANSACTION ? firstError : reason;
  } catch (error) {
    isConnectionBroken ||= isOfStandby(error);
    throw error;
  } finally {
    client.release(isConnectionBroken);
  }
}

const IN_FAILED_TRANSACTION = '25P02';

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

async function commit(client: PooledConnection, end: TransactionEnd, isPreparing: boolean) {
  const settled = await Promise.allSettled([
    ...end.deferred.map(({ sql, parameters }) => {
      const name = isPreparing ? nameOf(sql) : undefined;
      const values = parameters as unknown[];
      return name ? client.query({ name, text: sql, values }) : client.query(sql, values);
    }),
    ...(end.beforeCommit
      ? [client.query(end.beforeCommit.sql, end.beforeCommit.parameters as unknown[])]
      : []),
    client.query('commit'),
  ]);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const committed = settled.at(-1) as PromiseFulfilledResult<pg.QueryResult>;
  // PostgreSQL answers COMMIT with ROLLBACK when an earlier statement failed.
  if (committed.value.command === 'ROLLBACK') {
    throw new Error('the transaction was rolled back: the error of a statement was ignored');
  }
}

/** More than the shop has; a limit for texts that are built at run time. */
const PREPARED_STATEMENTS_MAX = 100;
const names = new Map<string, string>();

/** A statement above the limit has no name, and is planned each time. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= PREPARED_STATEMENTS_MAX) return known;
  const name = `deferred-${names.size}`;
  names.set(text, name);
  return name;
}

async function runEffects(db: PooledDatabase, effects: readonly CommitEffect[]) {
  for (const effect of effects) {
    try {
      await effect(db);
    } catch (error) {
      db.onEffectError(error);
    }
  }
}

type Answer = Pick<pg.QueryResult, 'rows'> & Partial<pg.QueryResult>;
type Send = (query: CompiledQuery) => Promise<Answer>;

/** A dialect with one connection for all statements, which Kysely hands out without queueing. */
function dialectOver(send: Send): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, command, rowCount } = await send(query);
      const isWrite = command && WRITES.has(command);
      return {
        rows: rows as R[],
        ...(isWrite ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}),
      };
    },
    streamQuery: () => unsupported('streaming'),
  };
  return {
    createDriver: () => ({
      init: () => Promise.resolve(),
      acquireConnection: () => Promise.resolve(connection),
      releaseConnection: () => Promise.resolve(),
      beginTransaction: () => unsupported('a transaction inside'),
      commitTransaction: () => unsupported('commit'),
      rollbackTransaction: () => unsupported('rollback'),
      destroy: () => Promise.resolve(),
    }),
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

function unsupported(what: string): never {
  throw new Error(`${what} is not supported on a transaction of inTransaction`);
}

/** Kysely initialises a driver at its first use; a later statement could then overtake the first. */
async function initialised(trx: Trx): Promise<void> {
  const connect = (db: Kysely<DB>) => db.connection().execute(() => Promise.resolve());
  await Promise.all([connect(trx), connect(trx.deferred)]);
}
