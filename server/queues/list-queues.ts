import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { summarizeJobOrders } from './summarize-job-orders.ts';
import type { QueueAdmin } from './queue-admin.ts';
import { findDeadLetters, readQueueDepths } from './queue-store.ts';

const SAMPLES_MAX = 120;

/** The current depth of each queue. */
export async function listQueues(deps: Deps) {
  const now = deps.clock.now();
  return { ...(await readQueueDepths(deps.db, now)), now: now.toISOString() };
}

/** Depths of a queue over the last hours; pg-boss records them once a minute. */
export async function readQueueHistory(
  deps: Deps,
  queueAdmin: QueueAdmin,
  request: { queue: string; hours: number },
) {
  const now = deps.clock.now();
  const from = addMs(now, -request.hours * 60 * 60_000);
  return {
    samples: await queueAdmin.readHistory(request.queue, from, SAMPLES_MAX),
    from: from.toISOString(),
    now: now.toISOString(),
  };
}

/** A page of dead letters, newest first, and how many a redrive would move. */
export async function listDeadLetters(
  deps: Deps,
  queueAdmin: QueueAdmin,
  cursor: string | undefined,
) {
  const [{ letters, nextCursor }, preview] = await Promise.all([
    findDeadLetters(deps.db, cursor),
    queueAdmin.previewRedrive(),
  ]);
  return {
    letters: letters.map(({ payload, ...letter }) => ({
      ...letter,
      ...summarizeJobOrders(payload),
      deadLetteredAt: letter.deadLetteredAt.toISOString(),
      enqueuedAt: letter.enqueuedAt?.toISOString() ?? null,
    })),
    ...preview,
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}
