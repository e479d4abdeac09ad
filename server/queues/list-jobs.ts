import type { Deps } from '../platform/deps.ts';
import { findJobs } from './job-list-store.ts';
import { summarizeJobOrders } from './summarize-job-orders.ts';
import type { JobFilter } from '../shared/job-filter.ts';

/** A page of jobs in one state; empty for an unknown queue. */
export async function listJobs(deps: Deps, filter: JobFilter) {
  const now = deps.clock.now();
  const { jobs, nextCursor } = await findJobs(deps.db, filter, now);
  return {
    jobs: jobs.map(({ payload, ...job }) => ({
      ...job,
      ...summarizeJobOrders(payload),
      state: filter.state,
      enqueuedAt: job.enqueuedAt.toISOString(),
      startAfter: job.startAfter.toISOString(),
      startedAt: job.startedAt?.toISOString() ?? null,
      endedAt: job.endedAt?.toISOString() ?? null,
    })),
    nextCursor,
    now: now.toISOString(),
  };
}
