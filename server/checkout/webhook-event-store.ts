import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { plannerOpaqueArray } from '../platform/sql-arrays.ts';
import type { WebhookEvent } from '../platform/payment-service.ts';

/**
 * Stores events that are not stored yet, in the order of their ids, so that two processes that receive
 * the same events do not deadlock.
 * @returns the ids that are new
 */
export async function insertWebhookEvents(
  trx: Trx,
  events: readonly WebhookEvent[],
  now: Date,
): Promise<Set<string>> {
  const sorted = events.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const column = <K extends keyof WebhookEvent>(key: K) => sorted.map((event) => event[key]);
  const { rows } = await sql<{ event_id: string }>`
    insert into webhook_events (event_id, kind, occurred_at, payload, received_at)
    select *, ${now}::timestamptz from unnest(
      ${column('eventId')}::text[],
      ${column('kind')}::text[],
      ${column('occurredAt')}::timestamptz[],
      ${column('payload')}::text[])
    on conflict (event_id) do nothing
    returning event_id
  `.execute(trx);
  return new Set(rows.map((row) => row.event_id));
}

interface StoredWebhookEvent extends Omit<WebhookEvent, 'payload'> {
  /** Null for events from before payloads were stored; those are all applied. */
  payload: string | null;
  appliedAt: Date | null;
}

export async function findWebhookEvents(
  db: Database,
  eventIds: readonly string[],
): Promise<StoredWebhookEvent[]> {
  return await db
    .selectFrom('webhook_events')
    .select([
      'event_id as eventId',
      'kind',
      'occurred_at as occurredAt',
      'payload',
      'applied_at as appliedAt',
    ])
    .where('event_id', '=', sql<string>`any(${plannerOpaqueArray(eventIds, 'text')})`)
    .orderBy('received_at')
    .orderBy('event_id')
    .execute();
}

export interface AppliedWebhookEvent {
  eventId: string;
  /** The order that it is about; null when none of ours. */
  orderId: string | null;
  outcome: string;
}

/** Records that events were applied. The first outcome stays: a later one is a duplicate. */
export async function markWebhookEventsApplied(
  db: Database,
  applied: readonly AppliedWebhookEvent[],
  now: Date,
): Promise<void> {
  const column = <K extends keyof AppliedWebhookEvent>(key: K) =>
    applied.map((event) => event[key]);
  await sql`
    update webhook_events as event
    set applied_at = ${now}, outcome = change.outcome, order_id = change.order_id, last_error = null
    from unnest(
      ${plannerOpaqueArray(column('eventId'), 'text')},
      ${plannerOpaqueArray(column('orderId'), 'uuid')},
      ${plannerOpaqueArray(column('outcome'), 'text')}
    ) as change (event_id, order_id, outcome)
    where event.event_id = change.event_id
      and (event.outcome is null or change.outcome <> 'duplicate')
  `.execute(db);
}

/** Counts a failed attempt to apply an event and keeps its error for staff. */
export async function storeWebhookEventError(
  db: Database,
  eventId: string,
  error: string,
): Promise<void> {
  await db
    .updateTable('webhook_events')
    .set({ attempts: sql`attempts + 1`, last_error: error })
    .where('event_id', '=', eventId)
    .execute();
}

/** Attempts after which only staff apply an event again. */
export const EVENT_ATTEMPTS_MAX = 50;

/** Events received before `before` and not applied yet, oldest first, after a cursor. */
export async function findOverdueWebhookEvents(
  db: Database,
  before: Date,
  after: { receivedAt: Date; eventId: string } | null,
  limit: number,
): Promise<{ eventId: string; receivedAt: Date }[]> {
  return await db
    .selectFrom('webhook_events')
    .select(['event_id as eventId', 'received_at as receivedAt'])
    .where('applied_at', 'is', null)
    .where('received_at', '<=', before)
    .where('attempts', '<', EVENT_ATTEMPTS_MAX)
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`(received_at, event_id) > (${after?.receivedAt}, ${after?.eventId})`,
      ),
    )
    .orderBy('received_at')
    .orderBy('event_id')
    .limit(limit)
    .execute();
}
