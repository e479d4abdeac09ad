import { PgBoss } from 'pg-boss';
import { PG_BOSS_DAYS_KEPT } from '#db/queue-stats.ts';

/**
 * pg-boss for a worker: it also maintains the queues and runs the crons.
 * @param log receives background errors and warnings, after which pg-boss continues
 */
export function createWorkerBoss(
  databaseUrl: string,
  log: { warn(details: object, message: string): void },
): PgBoss {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'holdfast worker jobs',
    max: 6,
    migrate: false,
    persistQueueStats: true,
    queueStatRetentionDays: PG_BOSS_DAYS_KEPT,
    // The shortest intervals that pg-boss accepts; a sweep then starts within its cron minute.
    cronMonitorIntervalSeconds: 15,
    cronWorkerIntervalSeconds: 5,
  });
  boss.on('error', (err) => log.warn({ err }, 'pg-boss error'));
  boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss warning'));
  return boss;
}
