import { startEmbeddedPostgres, type EmbeddedPostgres } from '#db/embedded/embedded.ts';
import type { Log } from './supervised-process.ts';

const HEALTH_CHECK_INTERVAL_MS = 500;

export interface SupervisedPostgres {
  readonly databaseUrl: string;
  readonly ownerUrl: string;
  readonly pid: number;
  /** Sends a signal, for fault injection. */
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL, and restarts it on its port when it exits unexpectedly. Polls, since a
 * server adopted from an earlier run is no child of this process.
 */
export async function supervisePostgres(options: {
  dataDir: string;
  durable: boolean;
  log: Log;
}): Promise<SupervisedPostgres> {
  const { dataDir, durable, log } = options;
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, durable });
  let restarting: Promise<void> | undefined;
  const restart = async () => {
    log('postgres', 'exited unexpectedly; restarting');
    try {
      server = await startEmbeddedPostgres({ dataDir, durable, port: server.port });
      log('postgres', 'restarted');
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
    ownerUrl: server.ownerUrl(),
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
