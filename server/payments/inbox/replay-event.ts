import { findWebhookEvents } from '../../checkout/webhook-event-store.ts';
import { recordStaffOutcome } from '../../audit-trail/record-staff-action.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { DomainError } from '../../shared/errors.ts';
import { applyPaymentEvent, type ApplyOutcome } from './apply-payment-event.ts';

/**
 * Applies a stored event again, for staff. One that was applied before is a duplicate.
 * @returns what it did; `failed` when it cannot be applied, for the reason stored with it
 * @throws DomainError NOT_FOUND when there is no such event, or its payload was never stored
 */
export async function replayEvent(
  deps: Deps,
  actor: Actor,
  eventId: string,
): Promise<{ outcome: ApplyOutcome | 'failed' }> {
  const [event] = await findWebhookEvents(deps.db, [eventId]);
  if (!event || event.payload === null) {
    throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such event to apply again.');
  }
  try {
    return { outcome: await applyPaymentEvent(deps, actor, { ...event, payload: event.payload }) };
  } catch (err) {
    deps.log.warn({ err, eventId }, 'cannot apply a payment event');
    await recordStaffOutcome(deps, actor, { outcome: 'failed' });
    return { outcome: 'failed' };
  }
}
