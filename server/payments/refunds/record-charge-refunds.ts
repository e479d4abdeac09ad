import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import type { EventOutcome } from '../../checkout/event-store.ts';
import { recordEvent, type EventMetadata } from '../../checkout/record-event.ts';
import { findRefunds } from '../../checkout/refund-store.ts';

/**
 * Compares the total that the payment service has refunded of one payment with the refunds recorded
 * here. If it is more, some were made at its dashboard and their events are late or lost: a job
 * fetches them.
 */
export async function recordChargeRefunds(
  deps: Deps,
  actor: Actor,
  reported: { orderId: string | null; paymentIntentId: string; refundedCents: number },
  event: EventMetadata,
): Promise<EventOutcome | 'duplicate'> {
  const { paymentIntentId, refundedCents } = reported;
  const money = { ...reported, amountCents: refundedCents, currency: null, event };
  return await recordEvent(deps, actor, money, async (trx, orderId) => {
    const knownCents = (await findRefunds(trx, [orderId]))
      .filter((refund) => refund.paymentIntentId === paymentIntentId)
      .filter(({ state }) => state === 'pending' || state === 'succeeded')
      .reduce((sum, refund) => sum + refund.amountCents, 0);
    if (refundedCents <= knownCents) return 'no_change';
    await deps.jobs.enqueue(trx, 'look-up-payment', { orderId, paymentIntentId });
    return 'refund_sync_enqueued';
  });
}
