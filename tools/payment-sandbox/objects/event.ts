import { newId } from './ids.ts';

/** The API request that caused a change; null for a page, the control API and timers. */
export interface RequestCause {
  id: string;
  idempotency_key: string | null;
}

/** The events of the webhook endpoint. */
export const eventTypes = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_intent.payment_failed',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.closed',
] as const;

export type EventType = (typeof eventTypes)[number];

export interface EventInput {
  type: string;
  object: object;
  created: number;
  cause: RequestCause | null;
  previousAttributes?: object;
}

export type Event = ReturnType<typeof newEvent>;

/** The API version of the SDK, whose object shapes are used here. */
const apiVersion = '2026-10-28.endive';

/** An event with a snapshot of its object. */
export function newEvent(input: EventInput) {
  return {
    id: newId('evt'),
    object: 'event' as const,
    api_version: apiVersion,
    created: input.created,
    data: {
      object: structuredClone(input.object),
      ...(input.previousAttributes && { previous_attributes: input.previousAttributes }),
    },
    livemode: false,
    pending_webhooks: 1,
    request: { id: input.cause?.id ?? null, idempotency_key: input.cause?.idempotency_key ?? null },
    type: input.type,
  };
}
