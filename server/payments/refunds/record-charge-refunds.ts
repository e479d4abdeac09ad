import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import type { EventOutcome } from '../../checkout/event-store.ts';
import { recordEvent, type EventMetadata } from '../../checkout/record-event.ts';
import { findRefunds } from '../../checkout/refund-store.ts';

/**
 * Takes in how much of one payment was given back in all. Where that is more than the refunds we know
 * of, some were made at the payment service's dashboard, and the events about them are late or lost:
 * a job asks for them.
 */
export async function recordChargeRefunds(
  deps: Deps,
  actor: Actor,
  told: { orderId: string | null; paymentIntentId: string; refundedCents: number },
  event: EventMetadata,
): Promise<EventOutcome | 'duplicate'> {
  const { paymentIntentId, refundedCents } = told;
  const money = { ...told, amountCents: refundedCents, currency: null, event };
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
