import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { ordersOfJob } from './job-orders.ts';
import type { QueueOffice } from './queue-office.ts';
import { findDeadLetters, readQueues } from './queue-store.ts';

const SAMPLES_MAX = 120;

/** How deep each queue is now. */
export async function listQueues(deps: Deps) {
  const now = deps.clock.now();
  return { ...(await readQueues(deps.db, now)), now: now.toISOString() };
}

/** How a queue stood over the last hours, as pg-boss recorded it once a minute. */
export async function readQueueHistory(
  deps: Deps,
  office: QueueOffice,
  request: { queue: string; hours: number },
) {
  const now = deps.clock.now();
  const from = addMs(now, -request.hours * 60 * 60_000);
  return {
    samples: await office.readHistory(request.queue, from, SAMPLES_MAX),
    from: from.toISOString(),
    now: now.toISOString(),
  };
}

/** A page of the dead letters, the newest first, and how many of all a redrive would move. */
export async function listDeadLetters(deps: Deps, office: QueueOffice, cursor: string | undefined) {
  const [{ letters, nextCursor }, preview] = await Promise.all([
    findDeadLetters(deps.db, cursor),
    office.previewRedrive(),
  ]);
  return {
    letters: letters.map(({ payload, ...letter }) => ({
      ...letter,
      ...ordersOfJob(payload),
      diedAt: letter.diedAt.toISOString(),
      enqueuedAt: letter.enqueuedAt?.toISOString() ?? null,
    })),
    ...preview,
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}
