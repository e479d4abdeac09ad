import { formatActor, type Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import type { EventOutcome } from '../../checkout/event-store.ts';
import type { ServiceRefund } from '../../platform/payment-service.ts';
import { recordEvent, type EventMetadata } from '../../checkout/record-event.ts';
import { findRefunds, insertServiceRefund, updateRefund } from '../../checkout/refund-store.ts';

/**
 * Records a refund as the payment service reported it: the state of one of ours, or a new refund
 * that was made at its dashboard. Repeatable, in any order.
 *
 * @param options.orderId the order, when it is known
 * @param options.event null when we asked
 */
export async function recordRefund(
  deps: Deps,
  actor: Actor,
  reported: ServiceRefund,
  options: { orderId?: string; event: EventMetadata | null },
): Promise<EventOutcome | 'duplicate'> {
  const orderId = options.orderId ?? reported.orderId;
  const requestedBy = formatActor({
    kind: 'payment_service',
    eventId: options.event?.eventId ?? null,
  });
  const money = { ...reported, ...options, orderId };
  return await recordEvent(deps, actor, money, async (trx, orderId, now) => {
    const known = (await findRefunds(trx, [orderId])).find(
      ({ refundId, serviceRefundId }) =>
        refundId === reported.refundId || serviceRefundId === reported.serviceRefundId,
    );
    const changed = known
      ? await updateRefund(trx, known, reported, now)
      : await insertServiceRefund(
          trx,
          { orderId, refundId: deps.newId(), reported, requestedBy },
          now,
        );
    return changed ? 'refund_recorded' : 'no_change';
  });
}
