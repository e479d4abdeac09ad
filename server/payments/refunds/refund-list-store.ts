import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { addMs } from '../../platform/clock.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../../platform/cursor.ts';
import type { Refund } from '../../checkout/refund-store.ts';

export interface RefundFilter {
  /** Only those requested in the last so many hours. */
  hours?: number;
  /** `refunded`: succeeded or in progress, or refunded externally. */
  outcome?: 'refunded' | 'failed';
  cursor?: string;
}

const isRefunded = sql<boolean>`(state <> 'failed' or resolution = 'refunded_externally')`;

/** Sums of refunds requested since `since`, without failed ones. */
export async function sumRefundedSince(db: Database, since: Date) {
  const { rows } = await sql<{ currency: string; cents: number }>`
    select currency, sum(amount_cents)::bigint as cents from refunds
    where requested_at >= ${since} and ${isRefunded} group by currency`.execute(db);
  return rows;
}

export type RefundRow = Pick<
  Refund,
  | 'orderId'
  | 'refundId'
  | 'state'
  | 'reason'
  | 'amountCents'
  | 'currency'
  | 'note'
  | 'lastError'
  | 'requestedBy'
  | 'requestedAt'
  | 'resolution'
>;

/** A page of refunds, the newest first. */
export async function findRefundRows(db: Database, filter: RefundFilter, now: Date) {
  const before = filter.cursor
    ? decodeCursor(filter.cursor, z.tuple([z.iso.datetime(), z.guid()]))
    : null;
  const conditions = [
    filter.hours ? sql`requested_at >= ${addMs(now, -filter.hours * 60 * 60_000)}` : null,
    filter.outcome ? sql`${isRefunded} = ${filter.outcome === 'refunded'}` : null,
    before
      ? sql`(requested_at, refund_id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`
      : null,
  ].filter((condition) => condition !== null);
  const where = conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`;
  const { rows } = await sql<RefundRow>`
    select order_id as "orderId", refund_id as "refundId", state, reason,
      amount_cents as "amountCents", currency, note, last_error as "lastError",
      requested_by as "requestedBy", requested_at as "requestedAt", resolution
    from refunds where ${where} order by requested_at desc, refund_id desc limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (last) => [last.requestedAt.toISOString(), last.refundId]);
  return { refunds: page.rows, nextCursor: page.nextCursor };
}
