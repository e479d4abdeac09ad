import type { EmbeddedPostgres } from '#db/embedded.ts';
import { createBenchDatabase, startBenchServer, type BenchDatabase } from './bench-database.ts';
import { openEngine, type Engine } from './engine.ts';
import { startLoadGenerator, type LoadGenerator } from './load-generator.ts';
import { startWeb, type ShopProcess } from './shop-process.ts';

/** What the cases of one run share. */
export interface Stage {
  server: EmbeddedPostgres;
  /** Where all cases are measured that do not need a database of their own. */
  database: BenchDatabase;
  /** The shop's engine in this process on `database`, opened when first asked for. */
  engine(): Promise<Engine>;
  /** Two web processes on `database`, started when first asked for. */
  webs(): Promise<ShopProcess[]>;
  loadGenerator(): LoadGenerator;
  /** Whether the run must end within minutes; cases with much to prepare then prepare less. */
  quick: boolean;
  close(): Promise<void>;
}

export async function openStage(options: { quick: boolean }): Promise<Stage> {
  const server = await startBenchServer();
  const closing: (() => Promise<unknown>)[] = [() => server.stop()];
  const close = async () => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    const database = await createBenchDatabase(server);
    closing.push(() => database.client.end());
    return {
      server,
      database,
      engine: once(async () => {
        const engine = await openEngine(database);
        closing.push(engine.close);
        return engine;
      }),
      webs: once(async () => {
        const webs = [await startWeb(database, 'web'), await startWeb(database, 'web 2')];
        closing.push(() => Promise.all(webs.map((web) => web.stop())));
        return webs;
      }),
      loadGenerator: once(() => {
        const generator = startLoadGenerator();
        closing.push(generator.close);
        return generator;
      }),
      quick: options.quick,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function once<T>(open: () => T): () => T {
  let opened: { value: T } | undefined;
  return () => (opened ??= { value: open() }).value;
}
