import { sql } from 'kysely';
import type { Trx } from '#db/transaction.ts';
import type { PaymentFact, PaymentOutcome } from './payment.ts';

/** An event about an order, with what it did. */
export interface InboxEvent {
  fact: PaymentFact & { event: NonNullable<PaymentFact['event']> };
  outcome: PaymentOutcome['outcome'];
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
      events.map(({ fact, outcome }) => ({
        order_id: fact.orderId,
        event_id: fact.event.eventId,
        kind: fact.event.kind,
        session_id: fact.sessionId,
        payment_intent_id: 'paymentIntentId' in fact.state ? fact.state.paymentIntentId : null,
        amount_cents: fact.state.kind === 'paid' ? fact.state.amountCents : null,
        currency: fact.state.kind === 'paid' ? fact.state.currency : null,
        occurred_at: fact.event.occurredAt,
        received_at: now,
        outcome,
      })),
    )
    .onConflict((conflict) => conflict.columns(['order_id', 'event_id']).doNothing())
    .execute();
}
