import type { Context } from '../context.ts';
import { nowSeconds } from '../context.ts';
import { newEvent } from '../objects/event.ts';
import type { EventType } from '../objects/event.ts';
import { insertObject } from '../storage/object-store.ts';
import { enqueueDeliveries } from '../webhooks/enqueue-deliveries.ts';

/**
 * Records an event and its deliveries, inside the transaction of the change that it tells of,
 * so that neither is ever without the other.
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
  insertObject(context.db, event, { facet: type, reference: sessionId });
  enqueueDeliveries(context, event, sessionId);
}
