import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

/** The sandbox's storage: SQLite in one file, every call synchronous. */
export interface Database {
  /** The first row, or undefined. */
  get(sql: string, ...values: SQLInputValue[]): unknown;
  all(sql: string, ...values: SQLInputValue[]): unknown[];
  /** Runs a statement. @returns the number of changed rows */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** All or nothing. Inside another transaction it is a savepoint of it. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** Opens or creates the database file. Committed data survives a `kill -9` of the process. */
export function openDatabase(file: string): Database {
  makePrivate(file);
  const sqlite = new DatabaseSync(file);
  // NORMAL with a write-ahead log: a commit reaches the operating system before the answer leaves,
  // so only a power cut could lose it, which is acceptable here.
  sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  sqlite.exec(schema);

  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  let depth = 0;
  const transaction = <Result>(work: () => Result): Result => {
    const [begin, commit, rollback] =
      depth === 0
        ? ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK']
        : [`SAVEPOINT s${depth}`, `RELEASE s${depth}`, `ROLLBACK TO s${depth}; RELEASE s${depth}`];
    sqlite.exec(begin);
    depth += 1;
    try {
      const result = work();
      sqlite.exec(commit);
      return result;
    } catch (error) {
      sqlite.exec(rollback);
      throw error;
    } finally {
      depth -= 1;
    }
  };

  return {
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    transaction,
    close: () => {
      sqlite.close();
    },
  };
}

/** Creates file and directory, or takes them away from others; SQLite gives its other files the same mode. */
function makePrivate(file: string): void {
  const directory = dirname(file);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

// Every query has an index: load tests create thousands of sessions a minute.
const schema = `
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  created INTEGER NOT NULL,
  payment TEXT,
  reference TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS objects_by_time ON objects (kind, created, seq);
CREATE INDEX IF NOT EXISTS objects_by_payment ON objects (kind, payment, created, seq)
  WHERE payment IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_reference ON objects (kind, reference, created, seq)
  WHERE reference IS NOT NULL;

CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  session_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'held', 'delivered', 'dropped', 'abandoned')),
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  log TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at, seq) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS deliveries_held ON deliveries (seq) WHERE state = 'held';
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event_id);
CREATE INDEX IF NOT EXISTS deliveries_by_session ON deliveries (session_id, seq);
CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, seq);

CREATE TABLE IF NOT EXISTS timers (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timers_due ON timers (due_at);

CREATE TABLE IF NOT EXISTS idempotency_keys (
  key TEXT PRIMARY KEY,
  endpoint TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  request_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
