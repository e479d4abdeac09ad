import type { Deps } from '../deps.ts';
import type { EventOutcome } from './event-store.ts';
import { recordEvent, type EventHead } from './record-event.ts';

/**
 * Records that an attempt to pay was declined, so that shopper and staff see it. Nothing was taken and
 * nothing ends by it: the session stays open for another card.
 */
export async function recordDecline(
  deps: Deps,
  told: { orderId: string; paymentIntentId: string },
  event: EventHead,
): Promise<EventOutcome | 'seen_before'> {
  const { orderId, paymentIntentId } = told;
  const nothing = { amountCents: null, currency: null };
  return await recordEvent(deps, { orderId, paymentIntentId, ...nothing, event }, () =>
    Promise.resolve('payment_declined'),
  );
}
