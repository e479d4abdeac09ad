import { startEmbeddedPostgres, type EmbeddedPostgres } from '#db/embedded/embedded.ts';
import type { Log } from './supervised-process.ts';

const HEALTH_CHECK_INTERVAL_MS = 500;

export type SupervisedPostgres = {
  readonly databaseUrl: string;
  readonly pid: number;
  /** Sends a signal, as a fault would. */
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
};

/** Starts the embedded PostgreSQL, and starts it again on its port when it ends unasked. */
export async function supervisePostgres(options: {
  dataDir: string;
  durable: boolean;
  log: Log;
}): Promise<SupervisedPostgres> {
  const { dataDir, durable, log } = options;
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, durable });
  let restarting: Promise<void> | undefined;
  const restart = async () => {
    log('postgres', 'ended unexpectedly; starting it again');
    try {
      server = await startEmbeddedPostgres({ dataDir, durable, port: server.port });
      log('postgres', 'runs again');
    } catch (error) {
      log('postgres', error instanceof Error ? error.message : String(error));
    }
    restarting = undefined;
  };
  const timer = setInterval(() => {
    if (!restarting && !server.isRunning()) restarting = restart();
  }, HEALTH_CHECK_INTERVAL_MS);
  return {
    databaseUrl: server.databaseUrl(),
    get pid() {
      return server.pid;
    },
    kill: (signal) => void process.kill(server.pid, signal),
    async stop() {
      clearInterval(timer);
      await restarting;
      await server.stop();
    },
  };
}
