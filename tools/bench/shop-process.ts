import getPort from 'get-port';
import { buildPages } from '../scripts/build-pages.ts';
import { SupervisedProcess } from '../scripts/supervised-process.ts';
import type { BenchDatabase } from './bench-database.ts';
import { shopEnvironment } from './shop-environment.ts';

/** A web process (with the `noop` procedure) or worker on a database of the benchmark. */
export interface ShopProcess {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** @param name for messages */
export async function startWeb(database: BenchDatabase, name: string): Promise<ShopProcess> {
  await buildPages({ onBuild: () => console.log('Building the pages (only after changes) …') });
  return await start(name, 'tools/bench/web.ts', database);
}

export async function startWorker(database: BenchDatabase): Promise<ShopProcess> {
  return await start('worker', 'workers/main.ts', database);
}

async function start(name: string, program: string, database: BenchDatabase): Promise<ShopProcess> {
  const port = await getPort({ host: '127.0.0.1' });
  const url = `http://127.0.0.1:${port}`;
  const supervised = new SupervisedProcess({
    name,
    program,
    env: {
      ...process.env,
      ...shopEnvironment(database),
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: url,
    },
    log: (source, line) => console.log(`  ${source}: ${line}`),
  });
  await supervised.start();
  return {
    url,
    get pid() {
      // It would be restarted, but the sample is invalid.
      if (supervised.pid === undefined)
        throw new Error(`The ${name} process exited during the measurement.`);
      return supervised.pid;
    },
    stop: () => supervised.stop(),
  };
}
