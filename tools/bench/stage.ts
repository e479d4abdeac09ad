import pg from 'pg';
import type { EmbeddedPostgres } from '#db/embedded/embedded.ts';
import { createBenchDatabase, startBenchServer, type BenchDatabase } from './bench-database.ts';
import { Closing } from './closing.ts';
import { openEngine, type Engine } from './engine.ts';
import { fillWithHistory } from './history.ts';
import { startLoadGenerator, type LoadGenerator } from './load-generator.ts';
import { startWeb, type ShopProcess } from './shop-process.ts';

/** What the cases of one run share. All but the database is opened when first asked for. */
export interface Stage {
  server: EmbeddedPostgres;
  /** Where all cases are measured that do not need a database of their own. */
  database: BenchDatabase;
  /** Connections to `database`, for shops without Holdfast. */
  clients(): Promise<pg.Client[]>;
  /** The shop's engine in this process on `database`. */
  engine(): Promise<Engine>;
  /** A database with a long history of orders. */
  grown(): Promise<Furnished>;
  /** A database without any. */
  empty(): Promise<Furnished>;
  /** Two web processes on `database`. */
  webs(): Promise<ShopProcess[]>;
  loadGenerator(): Promise<LoadGenerator>;
  /** Whether the run must end within minutes; cases with much to prepare then prepare less. */
  quick: boolean;
  close(): Promise<void>;
}

/** A database with the shop's engine on it. */
export interface Furnished {
  database: BenchDatabase;
  engine: Engine;
}

export const CLIENTS = 32;

export async function openStage(options: { quick: boolean }): Promise<Stage> {
  const closing = new Closing();
  const server = await closing.open(startBenchServer(), (opened) => opened.stop());
  // It goes with the server, so its tables are not removed one by one.
  const database = await closing.open(createBenchDatabase(server), (opened) => opened.client.end());
  return {
    server,
    database,
    clients: once(() =>
      closing.open(connect(database), (clients) => Promise.all(clients.map((one) => one.end()))),
    ),
    engine: once(() => closing.open(openEngine(database), (engine) => engine.close())),
    grown: once(() => furnish(fillWithHistory)),
    empty: once(() => furnish()),
    webs: once(async () => [
      await closing.open(startWeb(database, 'web'), (web) => web.stop()),
      await closing.open(startWeb(database, 'web 2'), (web) => web.stop()),
    ]),
    loadGenerator: once(() =>
      closing.open(Promise.resolve(startLoadGenerator()), (generator) => generator.close()),
    ),
    quick: options.quick,
    close: () => closing.close(),
  };

  async function furnish(fill?: (database: BenchDatabase) => Promise<void>): Promise<Furnished> {
    const furnished = await closing.open(createBenchDatabase(server), ({ client }) => client.end());
    await fill?.(furnished);
    const engine = await closing.open(openEngine(furnished), (opened) => opened.close());
    return { database: furnished, engine };
  }
}

async function connect(database: BenchDatabase): Promise<pg.Client[]> {
  return await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = new pg.Client({ connectionString: database.databaseUrl });
      await client.connect();
      return client;
    }),
  );
}

function once<T>(open: () => T): () => T {
  let opened: { value: T } | undefined;
  return () => (opened ??= { value: open() }).value;
}
