import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadError, LoadCommand, LoadResult, StopCommand } from './load-protocol.ts';

export interface LoadGenerator {
  pid: number;
  /** Measures once, with some calls before that do not count. */
  run(order: Omit<LoadCommand, 'type' | 'warmUpMs' | 'preparedRequests'>): Promise<LoadResult>;
  /** Ends a run that has no end of its own. */
  stop(): void;
  close(): Promise<void>;
}

const WARM_UP_MS = 300;
/** Calls per second that are written beforehand for a closed loop; more are written as they go. */
const PREPARED_REQUESTS_PER_S = 25_000;

/** Starts the load generator, which does one run at a time. */
export function startLoadGenerator(): LoadGenerator {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load-generator-process.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const send = (message: LoadCommand | StopCommand) => child.send(message);
  return {
    pid: child.pid!,
    async run(order) {
      const seconds = ((order.durationMs ?? 0) + WARM_UP_MS) / 1000;
      const prepare = Math.ceil((order.callsPerS ?? PREPARED_REQUESTS_PER_S) * seconds);
      const answer = answerOf();
      send({ type: 'run', warmUpMs: WARM_UP_MS, preparedRequests: prepare, ...order });
      const result = await answer;
      if (result.type === 'error') throw new Error(`The load generator failed: ${result.message}`);
      return result;
    },
    stop: () => void send({ type: 'stop' }),
    async close() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };

  function answerOf(): Promise<LoadResult | LoadError> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) =>
        reject(new Error(`The load generator ended with exit code ${code}.`));
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message as LoadResult | LoadError);
      });
    });
  }
}
