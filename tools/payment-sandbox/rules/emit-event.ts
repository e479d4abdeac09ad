import type { Context } from './context.ts';
import { nowSeconds } from './context.ts';
import { newId } from '../objects/ids.ts';
import { newEvent } from '../objects/event.ts';
import type { Event, EventType } from '../objects/event.ts';
import { insertObject } from '../storage/object-store.ts';
import type { DeliveryState } from '../storage/delivery-store.ts';
import { insertDelivery } from '../storage/delivery-store.ts';

/**
 * Stores an event and its deliveries in the transaction of the change, so that both are stored or none.
 */
export function emitEvent(
  context: Context,
  type: EventType,
  object: object,
  sessionId: string | null,
  previousAttributes?: object,
): void {
  const event = newEvent({
    type,
    object,
    created: nowSeconds(context),
    cause: context.cause,
    previousAttributes,
  });
  insertObject(context.db, event, { reference: sessionId });
  enqueueDeliveries(context, event, sessionId);
}

/** Stores the deliveries of an event, with the webhook faults applied. */
function enqueueDeliveries(context: Context, event: Event, sessionId: string | null): void {
  if (context.settings.webhookUrl === null) return;
  const faults = context.faults.current();
  const now = context.now();
  const state = stateOf(context);
  for (let copy = 0; copy < faults.webhook_repeat; copy += 1) {
    insertDelivery(context.db, {
      id: newId('dlv'),
      event_id: event.id,
      event_type: event.type,
      session_id: sessionId,
      state,
      created_at: now,
      due_at: now + faults.webhook_delay_ms,
      attempts: 0,
      log: [],
    });
  }
  context.wake();
}

function stateOf(context: Context): DeliveryState {
  if (context.faults.shouldInject('webhook_drop')) return 'dropped';
  return context.faults.current().webhook_reorder > 0 ? 'held' : 'pending';
}
