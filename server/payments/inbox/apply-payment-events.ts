import { findWebhookEvents } from '../../checkout/webhook-event-store.ts';
import type { Deps } from '../../platform/deps.ts';
import { applyPaymentEvent } from './apply-payment-event.ts';

/**
 * Applies stored events that are not applied yet, each alone, so that one that fails stops no other.
 * @returns how many were applied
 * @throws the first error, after all were tried
 */
export async function applyPaymentEvents(deps: Deps, eventIds: readonly string[]): Promise<number> {
  const errors: unknown[] = [];
  let applied = 0;
  for (const { payload, appliedAt, ...event } of await findWebhookEvents(deps.db, eventIds)) {
    if (appliedAt || payload === null) continue;
    try {
      const { eventId } = event;
      await applyPaymentEvent(deps, { kind: 'payment_service', eventId }, { ...event, payload });
      applied++;
    } catch (err) {
      deps.log.warn({ err, eventId: event.eventId }, 'cannot apply a payment event');
      errors.push(err);
    }
  }
  if (errors.length > 0) throw errors[0];
  return applied;
}
