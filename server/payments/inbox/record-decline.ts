import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import type { EventOutcome } from '../../checkout/event-store.ts';
import { recordEvent, type EventMetadata } from '../../checkout/record-event.ts';

/**
 * Records a declined attempt to pay, so that shopper and staff see it. Nothing was charged, and the
 * session stays open for another card.
 */
export async function recordDecline(
  deps: Deps,
  actor: Actor,
  notice: { orderId: string; paymentIntentId: string },
  event: EventMetadata,
): Promise<EventOutcome | 'duplicate'> {
  const { orderId, paymentIntentId } = notice;
  const nothing = { amountCents: null, currency: null };
  return await recordEvent(deps, actor, { orderId, paymentIntentId, ...nothing, event }, () =>
    Promise.resolve('payment_declined'),
  );
}
