import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { arrayLiteral } from '../platform/sql-arrays.ts';
import type { PaymentOutcome } from './payment.ts';

/** What an event did. */
export type EventOutcome =
  | PaymentOutcome['outcome']
  | 'payment_declined'
  | 'refund_recorded'
  | 'refund_sync_enqueued'
  | 'dispute_recorded'
  /** It is about money that is not recorded yet: a job asks for all of it. */
  | 'payment_sync_enqueued';

/** An event about an order, with what it did. */
export interface InboxEvent {
  orderId: string;
  eventId: string;
  kind: string;
  /** Null for an event about a refund, a dispute or a declined attempt. */
  sessionId: string | null;
  paymentIntentId: string | null;
  amountCents: number | null;
  currency: string | null;
  occurredAt: Date;
  outcome: EventOutcome;
}

/**
 * Which of these events are in the inbox already. The orders are locked, so none can slip in.
 * OFFSET 0 keeps it a look-up event by event, whatever the planner believes of the table's size.
 */
export async function findExistingEventKeys(
  trx: Trx,
  events: readonly { orderId: string; eventId: string }[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const orderIds = events.map((event) => event.orderId);
  const eventIds = events.map((event) => event.eventId);
  const { rows } = await sql<{ order_id: string; event_id: string }>`
    select order_id, event_id from unnest(
      ${arrayLiteral(orderIds, 'uuid')}, ${eventIds}::text[]) as told (order_id, event_id)
    where exists (
      select from payment_events as seen
      where seen.order_id = told.order_id and seen.event_id = told.event_id offset 0)
  `.execute(trx);
  return new Set(rows.map((row) => eventKey(row.order_id, row.event_id)));
}

export function eventKey(orderId: string, eventId: string): string {
  return `${orderId} ${eventId}`;
}

/** Puts events into the inbox. One that is there already (of an order unknown to us) is left. */
export async function insertEvents(
  trx: Trx,
  events: readonly InboxEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  const column = <K extends keyof InboxEvent>(key: K) => events.map((event) => event[key]);
  await sql`
    insert into payment_events (order_id, event_id, kind, session_id, payment_intent_id,
      amount_cents, currency, occurred_at, outcome, received_at)
    select *, ${now}::timestamptz from unnest(
      ${arrayLiteral(column('orderId'), 'uuid')},
      ${column('eventId')}::text[],
      ${column('kind')}::text[],
      ${column('sessionId')}::text[],
      ${column('paymentIntentId')}::text[],
      ${column('amountCents')}::bigint[],
      ${column('currency')}::text[],
      ${column('occurredAt')}::timestamptz[],
      ${column('outcome')}::text[])
    on conflict (order_id, event_id) do nothing
  `.execute(trx);
  noteChange(trx, { orderIds: column('orderId') });
}

/** Whether an attempt to pay an order was declined. */
export async function hasDeclinedAttempt(db: Database, orderId: string): Promise<boolean> {
  const { rows } = await sql<{ declined: boolean }>`
    select exists (
      select from payment_events where order_id = ${orderId} and outcome = 'payment_declined'
    ) as declined`.execute(db);
  return rows[0]!.declined;
}
