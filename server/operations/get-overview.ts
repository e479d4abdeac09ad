import type { Deps } from '../platform/deps.ts';
import { findOverdueCrons } from './find-overdue-crons.ts';
import { listSweeps } from './sweep-runs.ts';
import { readOverview } from './overview-store.ts';
import { readQueueDepths } from '../queues/queue-store.ts';

/** The figures of the overview page. */
export async function getOverview(deps: Deps) {
  const now = deps.clock.now();
  const { paymentWindowMs, recoveryDelayMs, currency } = deps.rules;
  const [overview, queues, { sweeps }, overdueCrons] = await Promise.all([
    readOverview(deps.db, now, { lifeMs: paymentWindowMs + recoveryDelayMs, currency }),
    readQueueDepths(deps.db, now),
    listSweeps(deps, undefined),
    findOverdueCrons(deps),
  ]);
  return {
    ...overview,
    ...queues,
    lastSweep: sweeps[0] ?? null,
    overdueCrons: overdueCrons.map(({ queue, dueAt }) => ({ queue, dueAt: dueAt.toISOString() })),
    now: now.toISOString(),
  };
}
