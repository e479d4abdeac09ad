import pg from 'pg';
import type { EmbeddedPostgres } from '#db/embedded/embedded.ts';
import { createBenchDatabase, startBenchServer, type BenchDatabase } from './bench-database.ts';
import { CleanupStack } from './cleanup-stack.ts';
import { openEngine, type Engine } from './engine.ts';
import { fillWithHistory } from './history.ts';
import { startLoadGenerator, type LoadGenerator } from './load-generator.ts';
import { startWeb, type ShopProcess } from './shop-process.ts';

/** What the cases of one run share. All but the database is opened when first asked for. */
export interface BenchContext {
  server: EmbeddedPostgres;
  /** Where all cases are measured that do not need a database of their own. */
  database: BenchDatabase;
  /** Connections to `database`, for shops without Holdfast. */
  clients(): Promise<pg.Client[]>;
  /** The shop's engine in this process on `database`. */
  engine(): Promise<Engine>;
  /** A database with a long history of orders. */
  grown(): Promise<PreparedDatabase>;
  /** A database without any. */
  empty(): Promise<PreparedDatabase>;
  /** Two web processes on `database`. */
  webs(): Promise<ShopProcess[]>;
  loadGenerator(): Promise<LoadGenerator>;
  /** Whether the run must end within minutes; cases with much to prepare then prepare less. */
  quick: boolean;
  close(): Promise<void>;
}

/** A database with the shop's engine on it. */
export interface PreparedDatabase {
  database: BenchDatabase;
  engine: Engine;
}

export const CLIENT_COUNT = 32;

export async function openBenchContext(options: { quick: boolean }): Promise<BenchContext> {
  const closing = new CleanupStack();
  const server = await closing.acquire(startBenchServer(), (opened) => opened.stop());
  // It goes with the server, so its tables are not removed one by one.
  const database = await closing.acquire(createBenchDatabase(server), (opened) =>
    opened.client.end(),
  );
  return {
    server,
    database,
    clients: lazy(() =>
      closing.acquire(connect(database), (clients) => Promise.all(clients.map((one) => one.end()))),
    ),
    engine: lazy(() => closing.acquire(openEngine(database), (engine) => engine.close())),
    grown: lazy(() => furnish(fillWithHistory)),
    empty: lazy(() => furnish()),
    webs: lazy(async () => [
      await closing.acquire(startWeb(database, 'web'), (web) => web.stop()),
      await closing.acquire(startWeb(database, 'web 2'), (web) => web.stop()),
    ]),
    loadGenerator: lazy(() =>
      closing.acquire(Promise.resolve(startLoadGenerator()), (generator) => generator.close()),
    ),
    quick: options.quick,
    close: () => closing.close(),
  };

  async function furnish(
    fill?: (database: BenchDatabase) => Promise<void>,
  ): Promise<PreparedDatabase> {
    const furnished = await closing.acquire(createBenchDatabase(server), ({ client }) =>
      client.end(),
    );
    await fill?.(furnished);
    const engine = await closing.acquire(openEngine(furnished), (opened) => opened.close());
    return { database: furnished, engine };
  }
}

async function connect(database: BenchDatabase): Promise<pg.Client[]> {
  return await Promise.all(
    Array.from({ length: CLIENT_COUNT }, async () => {
      const client = new pg.Client({ connectionString: database.databaseUrl });
      await client.connect();
      return client;
    }),
  );
}

function lazy<T>(open: () => T): () => T {
  let opened: { value: T } | undefined;
  return () => (opened ??= { value: open() }).value;
}
