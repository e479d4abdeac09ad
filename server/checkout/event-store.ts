import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { arrayLiteral } from '../platform/sql-arrays.ts';
import type { PaymentOutcome } from './payment.ts';

/** What an event changed. */
export type EventOutcome =
  | PaymentOutcome['outcome']
  | 'payment_declined'
  | 'refund_recorded'
  | 'refund_sync_enqueued'
  | 'dispute_recorded'
  /** Its payment is not recorded yet: a job reads it from the payment service. */
  | 'payment_sync_enqueued';

/** An applied event of an order. */
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
 * Which of these events are recorded already. Their orders are locked, so no other process adds them.
 * OFFSET 0 forces an index look-up per event, whatever the planner assumes about the table's size.
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
      ${arrayLiteral(orderIds, 'uuid')}, ${eventIds}::text[]) as event (order_id, event_id)
    where exists (
      select from payment_events as recorded
      where recorded.order_id = event.order_id and recorded.event_id = event.event_id offset 0)
  `.execute(trx);
  return new Set(rows.map((row) => eventKey(row.order_id, row.event_id)));
}

export function eventKey(orderId: string, eventId: string): string {
  return `${orderId} ${eventId}`;
}

/** Inserts events of orders whose rows are locked. */
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

/** Whether an attempt to pay the order was declined. */
export async function hasDeclinedAttempt(db: Database, orderId: string): Promise<boolean> {
  const { rows } = await sql<{ declined: boolean }>`
    select exists (
      select from payment_events where order_id = ${orderId} and outcome = 'payment_declined'
    ) as declined`.execute(db);
  return rows[0]!.declined;
}
