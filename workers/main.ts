import { PgBoss } from 'pg-boss';
import { readSettings } from '#server/platform/env.ts';
import { openDeps } from '#server/bootstrap/open-deps.ts';
import { onShutdown, reportReady } from '#server/platform/process-lifecycle.ts';
import { startWorkers } from './start-workers.ts';

const settings = readSettings(process.env);
const { deps, boss, close } = await openDeps(settings, {
  name: 'worker',
  connections: 10,
  createBoss(databaseUrl, log) {
    const boss = new PgBoss({
      connectionString: databaseUrl,
      application_name: 'holdfast worker jobs',
      max: 6,
      migrate: false,
      persistQueueStats: true,
      // The shortest intervals that pg-boss accepts; a sweep then starts within its cron minute.
      cronMonitorIntervalSeconds: 15,
      cronWorkerIntervalSeconds: 5,
    });
    boss.on('error', (err) => log.warn({ err }, 'pg-boss error'));
    boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss warning'));
    return boss;
  },
});

await startWorkers(boss, deps, {
  sweepCron: settings.SWEEP_CRON,
  reconcileCron: settings.RECONCILE_CRON,
});
deps.log.info('worker started');

onShutdown(deps.log, async () => {
  await boss.stop({ graceful: true, timeout: 25_000 });
  await close();
});
reportReady();
