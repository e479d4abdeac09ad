import { addMs } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { orderNumber } from '../ids.ts';
import type { QueueOffice } from './queue-office.ts';
import { findDeadLetters, readQueues } from './queue-store.ts';

/** Orders that a dead letter names; a job may carry a whole commit of them. */
const ORDERS_LISTED = 3;
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
    letters: letters.map(({ payload, ...letter }) => {
      const orderIds = orderIdsOf(payload);
      return {
        ...letter,
        diedAt: letter.diedAt.toISOString(),
        enqueuedAt: letter.enqueuedAt?.toISOString() ?? null,
        orders: orderIds
          .slice(0, ORDERS_LISTED)
          .map((orderId) => ({ orderId, number: orderNumber(orderId) })),
        orderCount: orderIds.length,
      };
    }),
    ...preview,
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}

function orderIdsOf(payload: Record<string, unknown>): string[] {
  const { orderIds, orderId } = payload;
  const ids: unknown[] = Array.isArray(orderIds) ? orderIds : [orderId];
  return ids.filter((id) => typeof id === 'string');
}
