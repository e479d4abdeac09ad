import { setTimeout as delay } from 'node:timers/promises';
import {
  CompiledQuery,
  DummyDriver,
  PostgresDialect,
  Transaction,
  type DatabaseConnection,
  type QueryExecutor,
  type RawBuilder,
} from 'kysely';
import type { Database } from './client.ts';
import type { DB } from './schema.ts';

/**
 * A transaction under way. Each statement is sent when it is called, without waiting for the answers
 * of those before it, and PostgreSQL runs them in the order of the calls. So statements that need not
 * know each other's answers travel together: `await Promise.all([first(trx), second(trx)])` waits
 * once. When one fails, those after it do nothing, and the transaction is rolled back.
 */
export class Trx extends Transaction<DB> {
  /**
   * The same transaction, for statements whose answers nobody needs: they are kept, and travel with the
   * COMMIT in the order of the calls. They answer no rows; when one fails, `inTransaction` rejects with
   * its error.
   */
  readonly deferred: TrxOrDeferred;
  #beforeCommitStatement: RawBuilder<unknown> | null = null;
  readonly #commitEffects: CommitEffect[] = [];

  constructor(now: QueryExecutor, atEnd: QueryExecutor) {
    super({ executor: now, ...dummyTransactionOptions });
    this.deferred = new Transaction<DB>({ executor: atEnd, ...dummyTransactionOptions });
  }

  /**
   * Gives the one statement that travels right before the COMMIT, so that no round trip passes between
   * them: for what locks rows that others wait for. When it fails, `inTransaction` rejects with its error.
   */
  runBeforeCommit(statement: RawBuilder<unknown>): void {
    if (this.#beforeCommitStatement)
      throw new Error('a transaction has one last statement; gather the changes');
    this.#beforeCommitStatement = statement;
  }

  /** Runs `effect` once the COMMIT has succeeded; after a rollback never. A retry starts without effects. */
  onCommit(effect: CommitEffect): void {
    this.#commitEffects.push(effect);
  }

  runCommitEffects(db: Database): void {
    for (const effect of this.#commitEffects) effect(db);
  }

  /** The last statement, when there is one. */
  get beforeCommitStatements(): readonly CompiledQuery[] {
    return this.#beforeCommitStatement ? [this.#beforeCommitStatement.compile(this)] : [];
  }
}

/** @param db the database that the transaction ran on */
type CommitEffect = (db: Database) => void;

/** For statements whose answers nobody needs: a transaction, or what is kept for its end. */
export type TrxOrDeferred = Transaction<DB>;

const BEGIN = CompiledQuery.raw('begin');
const COMMIT = CompiledQuery.raw('commit');
const ROLLBACK = CompiledQuery.raw('rollback');

const dialect = new PostgresDialect({ pool: () => Promise.reject(new Error('not asked for one')) });
/** What Kysely wants for beginning transactions and opening connections, which a Trx does not do. */
const dummyTransactionOptions = { dialect, config: { dialect }, driver: new DummyDriver() };

const ATTEMPTS_MAX = 5;
const BACKOFF_MS = 10;

type RetryDelay = (ms: number) => Promise<unknown>;
const retryDelays = new WeakMap<Database, RetryDelay>();

/** Lets transactions on this database wait by a time of its own before they try again. */
export function setRetryDelay(db: Database, pause: RetryDelay): void {
  retryDelays.set(db, pause);
}

/**
 * Runs `work` in one READ COMMITTED transaction and runs it again, a bounded number of times, when
 * PostgreSQL ended it for a reason that passes: a deadlock, a serialization failure, a duplicate
 * order id that another process is committing, or a lost connection.
 *
 * After a lost connection the outcome of the COMMIT is unknown, so `work` must be repeatable: every
 * verb of ours decides anew from the rows it locks, and finds what its first run has written.
 */
export async function inTransaction<T>(
  db: Database,
  work: (trx: Trx) => Promise<T>,
  options: { attempts?: number } = {},
): Promise<T> {
  const attempts = options.attempts ?? ATTEMPTS_MAX;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(db, work);
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      await (retryDelays.get(db) ?? delayWithJitter)(BACKOFF_MS * 2 ** attempt);
    }
  }
}

async function run<T>(db: Database, work: (trx: Trx) => Promise<T>): Promise<T> {
  const executor = db.getExecutor();
  return await executor.provideConnection(async (connection) => {
    let isOver = false;
    let firstError: unknown;
    const kept: CompiledQuery[] = [];
    /** An executor whose statements go to `send`, for as long as the transaction lasts. */
    const through = (send: DatabaseConnection['executeQuery']) =>
      executor.withConnectionProvider({
        provideConnection: (use) =>
          use({
            executeQuery(query) {
              // Nothing that was not awaited may follow the end, and so commit by itself.
              if (!isOver) return send(query);
              return Promise.reject(new Error('the transaction of this statement is over'));
            },
          } as DatabaseConnection),
      });
    const now = through(<R>(query: CompiledQuery) => {
      const answer = connection.executeQuery<R>(query);
      answer.catch((error: unknown) => (firstError ??= error));
      return answer;
    });
    const atEnd = through((query) => {
      kept.push(query);
      return Promise.resolve({ rows: [] });
    });
    const trx = new Trx(now, atEnd);
    const [begun, worked] = await Promise.allSettled([connection.executeQuery(BEGIN), work(trx)]);
    isOver = true;
    const failed = [begun, worked].find((settled) => settled.status === 'rejected');
    if (failed) {
      // A connection that cannot even roll back is lost, and with it the transaction.
      await connection.executeQuery(ROLLBACK).catch(() => {});
      // Those after the first that failed only say that the transaction is aborted.
      throw errorCode(failed.reason) === '25P02' ? firstError : failed.reason;
    }
    await commit(connection, [...kept, ...trx.beforeCommitStatements, COMMIT]);
    trx.runCommitEffects(db);
    return (worked as PromiseFulfilledResult<T>).value;
  });
}

function errorCode(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

async function commit(connection: DatabaseConnection, end: readonly CompiledQuery[]) {
  const ends = await Promise.allSettled(end.map((query) => connection.executeQuery(query)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  const [row] = (ends.at(-1) as PromiseFulfilledResult<{ rows: unknown[] }>).value.rows;
  // PostgreSQL answers the COMMIT of a transaction that had an error with a rollback.
  if ((row as { command?: string } | undefined)?.command === 'ROLLBACK') {
    throw new Error('the transaction was rolled back: a statement had failed and went unnoticed');
  }
}

/** Half to one and a half of it, so that those who met once do not meet again. */
async function delayWithJitter(ms: number): Promise<void> {
  await delay(ms * (0.5 + Math.random()));
}

/** Whether running the same transaction again may succeed. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  if (code === '23505') return constraint === 'orders_pkey';
  if (typeof code === 'string' && transientCodes.has(code)) return true;
  return isConnectionLost(error);
}

/** Whether the connection broke, so that what the last statement did is unknown. */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  return (
    (typeof code === 'string' && connectionLostCodes.has(code)) ||
    connectionLostMessages.test(error.message)
  );
}

const connectionLostCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  '08000', // connection_exception
  '08003', // connection_does_not_exist
  '08006', // connection_failure
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
]);

const transientCodes = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
]);

// node-postgres gives these no code of their own.
const connectionLostMessages =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error/;
