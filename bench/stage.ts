import type { EmbeddedPostgres } from '#db/embedded.ts';
import { createBenchDatabase, startBenchServer, type BenchDatabase } from './bench-database.ts';
import { openEngine, type Engine } from './engine.ts';

/** What the cases of one run share. */
export interface Stage {
  server: EmbeddedPostgres;
  /** Where all cases are measured that do not need a database of their own. */
  database: BenchDatabase;
  /** The shop's engine in this process on `database`, opened when first asked for. */
  engine(): Promise<Engine>;
  /** Whether the run must end within minutes; cases with much to prepare then prepare less. */
  quick: boolean;
  close(): Promise<void>;
}

export async function openStage(options: { quick: boolean }): Promise<Stage> {
  const server = await startBenchServer();
  const closing: (() => Promise<void>)[] = [() => server.stop()];
  const close = async () => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    const database = await createBenchDatabase(server);
    closing.push(() => database.client.end());
    let engine: Promise<Engine> | undefined;
    return {
      server,
      database,
      engine: () =>
        (engine ??= openEngine(database).then((opened) => {
          closing.push(opened.close);
          return opened;
        })),
      quick: options.quick,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
