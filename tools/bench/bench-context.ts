import pg from 'pg';
import type { EmbeddedPostgres } from '#db/embedded/embedded.ts';
import { createBenchDatabase, startBenchServer, type BenchDatabase } from './bench-database.ts';
import { openEngine, type Engine } from './engine.ts';
import { fillWithHistory } from './history.ts';
import { startLoadGenerator, type LoadGenerator } from './load-generator.ts';
import { startWeb, type ShopProcess } from './shop-process.ts';

/** What the cases of one run share. Everything but the database is opened on first use. */
export interface BenchContext {
  server: EmbeddedPostgres;
  /** Shared by all cases that need no database of their own. */
  database: BenchDatabase;
  /** Connections to `database`, for the baselines. */
  clients(): Promise<pg.Client[]>;
  /** The shop's engine in this process on `database`. */
  engine(): Promise<Engine>;
  /** A database with ten million settled orders. */
  grown(): Promise<PreparedDatabase>;
  /** A database without orders. */
  empty(): Promise<PreparedDatabase>;
  /** Two web processes on `database`. */
  webs(): Promise<ShopProcess[]>;
  loadGenerator(): Promise<LoadGenerator>;
  /** True if the run must end within three minutes; cases then prepare less data. */
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
  await using opening = new AsyncDisposableStack();
  const server = opening.adopt(await startBenchServer(), (opened) => opened.stop());
  const database = await createDatabase();
  const resources = opening.move();
  return {
    server,
    database,
    clients: lazy(() => connect(database, resources)),
    engine: lazy(() => openEngineOn(database)),
    grown: lazy(() => prepare(fillWithHistory)),
    empty: lazy(() => prepare()),
    webs: lazy(async () => [
      resources.adopt(await startWeb(database, 'web'), (web) => web.stop()),
      resources.adopt(await startWeb(database, 'web 2'), (web) => web.stop()),
    ]),
    loadGenerator: lazy(async () =>
      resources.adopt(startLoadGenerator(), (generator) => generator.close()),
    ),
    quick: options.quick,
    close: () => resources.disposeAsync(),
  };

  /** Its files are removed with the server, so it is not dropped. */
  async function createDatabase(stack = opening): Promise<BenchDatabase> {
    return stack.adopt(await createBenchDatabase(server), ({ client }) => client.end());
  }

  async function openEngineOn(on: BenchDatabase): Promise<Engine> {
    return resources.adopt(await openEngine(on), (engine) => engine.close());
  }

  async function prepare(
    fill?: (database: BenchDatabase) => Promise<void>,
  ): Promise<PreparedDatabase> {
    const prepared = await createDatabase(resources);
    await fill?.(prepared);
    return { database: prepared, engine: await openEngineOn(prepared) };
  }
}

async function connect(
  database: BenchDatabase,
  resources: AsyncDisposableStack,
): Promise<pg.Client[]> {
  return await Promise.all(
    Array.from({ length: CLIENT_COUNT }, async () => {
      const client = new pg.Client({ connectionString: database.databaseUrl });
      await client.connect();
      return resources.adopt(client, () => client.end());
    }),
  );
}

function lazy<T>(open: () => T): () => T {
  let opened: { value: T } | undefined;
  return () => (opened ??= { value: open() }).value;
}
