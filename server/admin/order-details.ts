import type { Deps } from '../deps.ts';
import type { OrderView } from '../orders/order-view.ts';
import { viewOrder } from '../orders/order-view.ts';
import { findEventsOfOrder } from '../payments/event-list-store.ts';
import { listLocks } from '../stock/lock-list-store.ts';
import { findJobsOfOrder, type OrderJob } from './queue-store.ts';

export interface TimelineEntry {
  at: string;
  kind: 'placed' | 'payment' | 'event' | 'job' | 'settled' | 'lock' | 'refund';
  text: string;
  by: string;
}

/**
 * All that staff see of one order: the order, its locks, and its story in order of time.
 * @throws DomainError NOT_FOUND
 */
export async function getOrderDetails(deps: Deps, orderId: string, secret: string) {
  const now = deps.clock.now();
  const order = await viewOrder(deps, orderId, { kind: 'staff', secret });
  const [{ locks }, events, jobs] = await Promise.all([
    listLocks(deps.db, { orderId }, now),
    findEventsOfOrder(deps.db, orderId),
    findJobsOfOrder(deps.db, orderId),
  ]);
  const timeline = [
    ...storyOf(order),
    ...locks.flatMap(({ code, quantity, state, settledAt }) =>
      settledAt ? [entry(settledAt, 'lock', `${quantity} × ${code} ${state}`, 'system')] : [],
    ),
    ...events.map((event) =>
      entry(event.receivedAt, 'event', `${event.kind}: ${event.outcome}`, 'payment service'),
    ),
    ...jobs.map((job) =>
      entry((job.completedAt ?? job.startAfter).toISOString(), 'job', textOf(job), 'worker'),
    ),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { order, locks, timeline, now: now.toISOString() };
}

function storyOf(order: OrderView): TimelineEntry[] {
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const story = [
    entry(order.placedAt, 'placed', `placed and ${units} units locked`, order.email),
    ...order.refunds.map((refund) =>
      entry(refund.requestedAt, 'refund', `refund (${refund.reason}): ${refund.state}`, 'system'),
    ),
  ];
  if (order.settledAt) {
    story.push(
      entry(order.settledAt, 'settled', `${order.status}: ${order.statusReason}`, 'system'),
    );
  }
  return story;
}

function textOf(job: OrderJob): string {
  if (job.state === 'created') return `${job.queue} is due`;
  return `${job.queue} ${job.state}`;
}

function entry(at: string, kind: TimelineEntry['kind'], text: string, by: string): TimelineEntry {
  return { at, kind, text, by };
}
