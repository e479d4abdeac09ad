import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { storeDispute } from './dispute-store.ts';
import type { EventOutcome } from '../../checkout/event-store.ts';
import type { ServiceDispute } from '../../platform/payment-service.ts';
import { recordEvent, type EventMetadata } from '../../checkout/record-event.ts';

/**
 * Records a dispute, in which a shopper's bank reclaims a payment. The order stays as it is: staff
 * answer at the payment service, and further events report the decision.
 *
 * @param options.orderId the order, when it is known
 * @param options.event null when we asked
 */
export async function recordDispute(
  deps: Deps,
  actor: Actor,
  reported: ServiceDispute,
  options: { orderId?: string; event: EventMetadata | null },
): Promise<EventOutcome | 'duplicate'> {
  const money = { ...reported, orderId: options.orderId ?? null, event: options.event };
  return await recordEvent(deps, actor, money, async (trx, orderId, now) =>
    (await storeDispute(trx, orderId, reported, now)) ? 'dispute_recorded' : 'no_change',
  );
}
