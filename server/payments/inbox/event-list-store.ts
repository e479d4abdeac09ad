import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../../platform/cursor.ts';

/** The inbox of the payment service's events, newest first, a page at a time. */
export async function findEvents(db: Database, cursor: string | undefined) {
  const before = cursor
    ? decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string().max(300)]))
    : null;
  const rows = await db
    .selectFrom('webhook_events')
    .select([
      'event_id as eventId',
      'order_id as orderId',
      'kind',
      'outcome',
      'occurred_at as occurredAt',
      'received_at as receivedAt',
      'attempts',
      'last_error as lastError',
      sql<boolean>`payload is not null`.as('canReplay'),
    ])
    .$if(before !== null, (query) =>
      query.where(
        sql<boolean>`(received_at, event_id) < (${before?.[0]}::timestamptz, ${before?.[1]})`,
      ),
    )
    .orderBy('received_at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute();
  const page = paginate(rows, PAGE_SIZE, (last) => [last.receivedAt.toISOString(), last.eventId]);
  return { events: page.rows, nextCursor: page.nextCursor };
}

/** What events did to an order. */
export async function findEventsOfOrder(db: Database, orderId: string) {
  return await db
    .selectFrom('payment_events')
    .select([
      'order_id as orderId',
      'event_id as eventId',
      'kind',
      'outcome',
      'occurred_at as occurredAt',
      'received_at as receivedAt',
    ])
    .where('order_id', '=', orderId)
    .execute();
}
