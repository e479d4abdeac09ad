import { setTimeout as delay } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Database } from './client.ts';
import type { DB } from './schema.ts';

export type Trx = Transaction<DB>;

const ATTEMPTS_MAX = 5;
const BACKOFF_MS = 10;

type Pause = (ms: number) => Promise<unknown>;
const pauses = new WeakMap<Database, Pause>();

/** Lets transactions on this database wait by a time of its own before they try again. */
export function waitBy(db: Database, pause: Pause): void {
  pauses.set(db, pause);
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
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      await (pauses.get(db) ?? jittered)(BACKOFF_MS * 2 ** attempt);
    }
  }
}

/** Half to one and a half of it, so that those who met once do not meet again. */
async function jittered(ms: number): Promise<void> {
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
  return (typeof code === 'string' && lostCodes.has(code)) || lostMessages.test(error.message);
}

const lostCodes = new Set([
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
]);

const transientCodes = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
]);

// node-postgres gives these no code of their own.
const lostMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;
