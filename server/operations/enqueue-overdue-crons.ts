import { inTransaction } from '#db/transaction.ts';
import { CRON, formatActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import type { CronQueue } from '../platform/jobs.ts';
import { findOverdueCrons } from './find-overdue-crons.ts';

/**
 * Enqueues one run of each cron that is overdue, however many runs were missed. Repeatable: their
 * queues are exclusive, so one that is queued or running is left alone.
 * @returns the overdue crons
 */
export async function enqueueOverdueCrons(deps: Deps): Promise<CronQueue[]> {
  const overdue = await findOverdueCrons(deps);
  if (overdue.length === 0) return [];
  await inTransaction(deps.db, async (trx) => {
    for (const { queue } of overdue) {
      const jobId = deps.newId();
      await deps.jobs.enqueue(trx, queue, { startedBy: formatActor(CRON) }, { jobId });
    }
  });
  deps.log.warn({ overdue }, 'crons are overdue; each runs once now');
  return overdue.map(({ queue }) => queue);
}
