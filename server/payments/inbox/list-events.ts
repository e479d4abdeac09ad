import { EVENT_ATTEMPTS_MAX } from '../../checkout/webhook-event-store.ts';
import type { Deps } from '../../platform/deps.ts';
import { orderNumber } from '../../platform/ids.ts';
import { findEvents } from './event-list-store.ts';

/** A page of the inbox of the payment service's events, newest first. */
export async function listEvents(deps: Deps, cursor: string | undefined) {
  const { events, nextCursor } = await findEvents(deps.db, cursor);
  return {
    events: events.map((event) => ({
      ...event,
      isRetried: event.attempts < EVENT_ATTEMPTS_MAX,
      number: event.orderId && orderNumber(event.orderId),
      occurredAt: event.occurredAt.toISOString(),
      receivedAt: event.receivedAt.toISOString(),
    })),
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}
