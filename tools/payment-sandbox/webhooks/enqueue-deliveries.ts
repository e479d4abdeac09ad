import type { Context } from '../context.ts';
import { newId } from '../ids.ts';
import type { Event } from '../objects/event.ts';
import type { DeliveryState } from '../storage/delivery-store.ts';
import { insertDelivery } from '../storage/delivery-store.ts';

/** Writes the deliveries of an event, as the webhook faults of this moment have it. */
export function enqueueDeliveries(context: Context, event: Event, sessionId: string | null): void {
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
