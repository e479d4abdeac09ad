import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import type { HeldPayment } from '../checkout/payment.ts';
import { addMs } from '../platform/clock.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import { settledSince } from './order-list-store.ts';

export interface ReceivedPaymentFilter {
  /** Only those received in the last so many hours. */
  hours?: number;
  cursor?: string;
}

export interface ReceivedPaymentRow {
  orderId: string;
  /** Tells an order's held payments apart; empty for its own payment. */
  paymentIntentId: string;
  /** Paid the order, came after it was cancelled, or is held for this reason. */
  kind: 'order_paid' | 'late_payment' | HeldPayment['reason'];
  amountCents: number;
  currency: string;
  receivedAt: Date;
}

/** A page of all payments that the payment service received, those of the newest orders first. */
export async function findReceivedPayments(db: Database, filter: ReceivedPaymentFilter, now: Date) {
  const since = filter.hours ? addMs(now, -filter.hours * 60 * 60_000) : null;
  const cursor = filter.cursor
    ? decodeCursor(filter.cursor, z.tuple([z.guid(), z.string()]))
    : null;
  const before = cursor
    ? sql`order_id <= ${cursor[0]}::uuid
        and (order_id, payment_intent_id) < (${cursor[0]}::uuid, ${cursor[1]})`
    : sql`true`;
  const paid = sql`
    select order_id, '' as payment_intent_id, 'order_paid' as kind, total_cents as amount_cents,
      currency, settled_at as received_at
    from orders where status = 'paid' and ${since ? settledSince(since) : sql`true`}`;
  const page = sql`order by order_id desc, payment_intent_id desc limit ${PAGE_SIZE + 1}`;
  const pages = [paid, late(since), held(since)].map(
    (rows) => sql`(select * from (${rows}) as of_kind where ${before} ${page})`,
  );
  const { rows } = await sql<ReceivedPaymentRow>`
    select order_id as "orderId", payment_intent_id as "paymentIntentId", kind,
      amount_cents as "amountCents", currency, received_at as "receivedAt"
    from (${sql.join(pages, sql` union all `)}) as received ${page}`.execute(db);
  const cut = paginate(rows, PAGE_SIZE, (last) => [last.orderId, last.paymentIntentId]);
  return { payments: cut.rows, nextCursor: cut.nextCursor };
}

/** Sums of payments received since `since` that paid no order: late and held ones. */
export async function sumUnmatchedSince(db: Database, since: Date) {
  const { rows } = await sql<{ currency: string; cents: number }>`
    select currency, sum(amount_cents)::bigint as cents
    from (${late(since)} union all ${held(since)}) as received group by currency`.execute(db);
  return rows;
}

/** The first refund of a late payment is recorded with it; one that failed may be retried. */
const late = (since: Date | null) => sql`
  select order_id, '' as payment_intent_id, 'late_payment' as kind, amount_cents, currency,
    requested_at as received_at
  from refunds
  where reason = 'late_payment' and ${since ? sql`requested_at >= ${since}` : sql`true`}
    and not exists (
      select from refunds as earlier
      where earlier.order_id = refunds.order_id and earlier.reason = 'late_payment'
        and earlier.requested_at < refunds.requested_at)`;

const held = (since: Date | null) => sql`
  select order_id, payment_intent_id, reason as kind, amount_cents, currency,
    held_at as received_at
  from held_payments where ${since ? sql`held_at >= ${since}` : sql`true`}`;
