import { sql } from 'kysely';
import type { Trx } from '#db/transaction.ts';
import type { PaymentOutcome } from './payment.ts';

/** What an event did. */
export type EventOutcome =
  PaymentOutcome['outcome'] | 'refund_recorded' | 'refunds_asked_for' | 'dispute_recorded';

/** An event about an order, with what it did. */
export interface InboxEvent {
  orderId: string;
  eventId: string;
  kind: string;
  /** Null for an event about a refund or a dispute. */
  sessionId: string | null;
  paymentIntentId: string | null;
  amountCents: number | null;
  currency: string | null;
  occurredAt: Date;
  outcome: EventOutcome;
}

/** Which of these events are in the inbox already. The orders are locked, so none can slip in. */
export async function findSeenEvents(
  trx: Trx,
  events: readonly { orderId: string; eventId: string }[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const { rows } = await sql<{ order_id: string; event_id: string }>`
    select order_id, event_id from payment_events
    where (order_id, event_id) in (select * from unnest(
      ${events.map((event) => event.orderId)}::uuid[],
      ${events.map((event) => event.eventId)}::text[]))
  `.execute(trx);
  return new Set(rows.map((row) => inboxKey(row.order_id, row.event_id)));
}

export function inboxKey(orderId: string, eventId: string): string {
  return `${orderId} ${eventId}`;
}

/** Puts events into the inbox. One that is there already (of an order unknown to us) is left. */
export async function insertEvents(
  trx: Trx,
  events: readonly InboxEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  await trx
    .insertInto('payment_events')
    .values(
      events.map((event) => ({
        order_id: event.orderId,
        event_id: event.eventId,
        kind: event.kind,
        session_id: event.sessionId,
        payment_intent_id: event.paymentIntentId,
        amount_cents: event.amountCents,
        currency: event.currency,
        occurred_at: event.occurredAt,
        received_at: now,
        outcome: event.outcome,
      })),
    )
    .onConflict((conflict) => conflict.columns(['order_id', 'event_id']).doNothing())
    .execute();
}
