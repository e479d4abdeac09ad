import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadError, LoadCommand, LoadResult, StopCommand } from './load-protocol.ts';

export interface LoadGenerator {
  pid: number;
  /** Measures once, after a warm-up. */
  run(command: Omit<LoadCommand, 'type' | 'warmUpMs' | 'preparedRequests'>): Promise<LoadResult>;
  /** Ends a run without a duration. */
  stop(): void;
  close(): Promise<void>;
}

const WARM_UP_MS = 300;
/** Requests prepared per second of a closed loop; more are built on demand. */
const PREPARED_REQUESTS_PER_S = 25_000;

/** Starts the load generator, which executes one run at a time. */
export function startLoadGenerator(): LoadGenerator {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load-generator-process.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const send = (message: LoadCommand | StopCommand) => child.send(message);
  return {
    pid: child.pid!,
    async run(command) {
      const seconds = ((command.durationMs ?? 0) + WARM_UP_MS) / 1000;
      const preparedRequests = Math.ceil((command.callsPerS ?? PREPARED_REQUESTS_PER_S) * seconds);
      const response = receive();
      send({ type: 'run', warmUpMs: WARM_UP_MS, preparedRequests, ...command });
      const result = await response;
      if (result.type === 'error') throw new Error(`The load generator failed: ${result.message}`);
      return result;
    },
    stop: () => void send({ type: 'stop' }),
    async close() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };

  function receive(): Promise<LoadResult | LoadError> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) =>
        reject(new Error(`The load generator exited with code ${code}.`));
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message as LoadResult | LoadError);
      });
    });
  }
}
