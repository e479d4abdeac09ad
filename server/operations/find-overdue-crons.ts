import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import type { CronQueue } from '../platform/jobs.ts';
import { findLastCompletions } from './cron-store.ts';
import { nextRunAt } from './next-run-at.ts';

/** A run starts within a minute of its time; most end within this. */
const LATE_MS_MAX = 10 * 60_000;

/**
 * Finds the crons that have not completed since they were due: no worker ran, or each attempt failed.
 * @returns with the time of the first run that was missed
 */
export async function findOverdueCrons(
  deps: Pick<Deps, 'db' | 'clock' | 'rules'>,
): Promise<{ queue: CronQueue; dueAt: Date }[]> {
  const { db, clock, rules } = deps;
  const completed = await findLastCompletions(db);
  const overdueBefore = addMs(clock.now(), -LATE_MS_MAX);
  return (Object.keys(rules.crons) as CronQueue[])
    .map((queue) => ({ queue, dueAt: nextRunAt(rules.crons[queue], completed[queue]) }))
    .filter(({ dueAt }) => dueAt < overdueBefore);
}
