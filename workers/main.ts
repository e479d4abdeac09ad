import { readSettings } from '#server/platform/env.ts';
import { openDeps } from '#server/bootstrap/open-deps.ts';
import { captureConsole } from '#server/platform/log.ts';
import {
  exitOnCrash,
  onShutdown,
  reportReady,
  startProcess,
} from '#server/platform/process-lifecycle.ts';
import { startWorkers } from './start-workers.ts';
import { createWorkerBoss } from './worker-boss.ts';

await startProcess('worker', async () => {
  const settings = readSettings(process.env);
  const { deps, boss, close } = await openDeps(settings, {
    name: 'worker',
    connections: 10,
    createBoss: createWorkerBoss,
  });
  exitOnCrash(deps.log);
  captureConsole(deps.log);

  await startWorkers(boss, deps);
  deps.log.info('worker started');

  onShutdown(deps.log, async () => {
    await boss.stop({ graceful: true, timeout: 25_000 });
    await close();
  });
  reportReady();
});
