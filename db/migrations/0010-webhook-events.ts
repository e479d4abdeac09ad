import { type Kysely, sql } from 'kysely';

/**
 * The inbox: every verified event of the payment service as it was received, whether or not it is about
 * an order of ours, and whether it has been applied. What an event did to an order stays in
 * payment_events.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `update payment_events set outcome = case outcome
     when 'nothing_new' then 'no_change'
     when 'payment_asked_for' then 'payment_sync_enqueued'
     else 'refund_sync_enqueued' end
   where outcome in ('nothing_new', 'payment_asked_for', 'refunds_asked_for')`,
  `create table webhook_events (
    event_id text primary key,
    kind text not null,
    -- Null when the event names no order, or before it is applied.
    order_id uuid,
    -- The raw body. Null for events from before this table, which are all applied.
    payload text,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    applied_at timestamptz,
    outcome text,
    attempts integer not null default 0,
    last_error text,
    check ((applied_at is null) = (outcome is null)),
    check (payload is not null or applied_at is not null)
  )`,
  `insert into webhook_events
     (event_id, kind, order_id, occurred_at, received_at, applied_at, outcome)
   select distinct on (event_id)
     event_id, kind, order_id, occurred_at, received_at, received_at, outcome
   from payment_events order by event_id, received_at`,
  `create index webhook_events_by_time on webhook_events (received_at, event_id)`,
  `create index webhook_events_unapplied on webhook_events (received_at, event_id)
     where applied_at is null`,
  `alter table sweeps add column events_found integer not null default 0`,
];
