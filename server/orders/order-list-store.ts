import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { addMs } from '../platform/clock.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import { minIdAt, orderIdRange } from '../platform/ids.ts';
import { likePattern } from '../platform/like-pattern.ts';
import type { PaymentState } from '../checkout/payment.ts';
import type { OrderStatus } from '../checkout/order.ts';
import type { Language } from '../shared/languages.ts';
import { PAYMENT_CHECK_SHOWN_MS } from '../shared/limits.ts';
import { refundedCentsSql } from '../checkout/refund-store.ts';

const DAY_MS = 24 * 60 * 60_000;
/** An order's id is made by the buyer's device, whose clock may be this far off. */
const ID_SKEW_MS = DAY_MS;
/** By then an order has ended, since a payment window has at most 23 hours; only a bank takes longer. */
const ORDER_OPEN_MS_MAX = DAY_MS;

export interface OrderFilter {
  buyerId?: string;
  /** An order number or its beginning; a part of a SKU code; parts of the customer's name or e-mail address. */
  search?: string;
  status?: OrderStatus;
  /** Only the buyer's orders that can be paid now. */
  payable?: boolean;
  /** Only orders that were paid or cancelled in the hours before now, so many of them. */
  settledHours?: number;
  cursor?: string;
}

/** Orders, newest first, page by page: ids are time-ordered, so the last id is the cursor. */
export async function findOrderSummaries(db: Database, filter: OrderFilter, now: Date) {
  const before = filter.cursor ? decodeCursor(filter.cursor, z.tuple([z.guid()]))[0] : null;
  const conditions = [
    filter.buyerId ? sql`buyer_id = ${filter.buyerId}` : null,
    filter.buyerId && filter.payable ? isPayable(filter.buyerId, now) : null,
    filter.status ? sql`status = ${filter.status}` : null,
    before ? sql`orders.order_id < ${before}::uuid` : null,
    filter.settledHours ? settledSince(addMs(now, -filter.settledHours * 60 * 60_000)) : null,
    filter.search ? matchesSearch(filter.search.trim()) : null,
  ].filter((condition) => condition !== null);
  const where = conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`;
  const { rows } = await sql<{
    orderId: string;
    status: OrderStatus;
    totalCents: number;
    currency: string;
    email: string;
    placedAt: Date;
    payBy: Date;
    units: number;
    /** How many different items. */
    items: number;
    language: Language;
    /** Names as in `OrderLine`. */
    firstLine: { name: string; nameRead: string | null };
    /** `checking` while the payment service is asked whether an open payment was made. */
    paymentState: PaymentState | 'checking' | null;
    /** Refunded or being refunded of what was paid for it; null when nothing was. */
    refundedCents: number | null;
    /** Whether a payment that does not match it waits for staff; null when there is none. */
    hasHeldPayment: boolean | null;
  }>`
    select orders.order_id as "orderId", status, total_cents as "totalCents", currency, language, email,
      placed_at as "placedAt", pay_by as "payBy", units, items, "firstLine",
      (
        select case when state = 'open' and checked_at > ${addMs(now, -PAYMENT_CHECK_SHOWN_MS)}
          then 'checking' else state end
        from payments where payments.order_id = orders.order_id
      ) as "paymentState",
      (
        select ${refundedCentsSql('payment')} from payments as payment
        where payment.order_id = orders.order_id and state = 'paid'
      ) as "refundedCents",
      (
        select bool_or(amount_cents > ${refundedCentsSql('held')}) from held_payments as held
        where held.order_id = orders.order_id
      ) as "hasHeldPayment"
    from orders, lateral (
      select sum(quantity)::int as units, count(*) as items,
        (array_agg(jsonb_build_object('name', name, 'nameRead', name_read) order by name))[1]
          as "firstLine"
      from order_lines
      where order_lines.order_id = orders.order_id
    ) as lines
    where ${where} order by orders.order_id desc limit ${PAGE_SIZE + 1}
  `.execute(db);
  const page = paginate(rows, PAGE_SIZE, (last) => [last.orderId]);
  return { orders: page.rows, nextCursor: page.nextCursor };
}

/** Of the newest of this many orders; more cannot be unpaid within the limits of a customer. */
const PAYABLE_CANDIDATES_MAX = 100;

/**
 * The inner LIMIT makes the planner read the buyer's index: with the statistics of a table that has just
 * grown, it would walk all pending orders.
 */
function isPayable(buyerId: string, now: Date) {
  return sql`orders.order_id in (
    select order_id from (
      select order_id, status, pay_by from orders
      where buyer_id = ${buyerId} and order_id >= ${firstIdSettledSince(now)}::uuid
      order by order_id desc limit ${sql.lit(PAYABLE_CANDIDATES_MAX)}
    ) as recent
    where recent.status = 'pending_payment' and recent.pay_by > ${now})`;
}

/**
 * Orders settled since `since`. There is no index by that time, which every order would pay for:
 * they are recent orders, or older ones that a payment event settled.
 */
export function settledSince(since: Date) {
  return sql`orders.settled_at >= ${since} and orders.order_id in (
    select order_id from orders as recent
    where recent.order_id >= ${firstIdSettledSince(since)}::uuid and recent.settled_at >= ${since}
    union ${settledByEventSince(since)})`;
}

/** Orders settled since `since` have at least this id, except those open for longer than usual. */
export function firstIdSettledSince(since: Date): string {
  return minIdAt(addMs(since, -ORDER_OPEN_MS_MAX - ID_SKEW_MS));
}

/** Ids of orders that a payment event settled since `since`. */
export function settledByEventSince(since: Date) {
  return sql`
    select order_id from payment_events
    where received_at >= ${since} and outcome in ('order_paid', 'order_cancelled')`;
}

/** Shorter parts match nearly all codes and customers. */
const PART_LENGTH_MIN = 3;
/**
 * Customers are searched for in so many of the newest orders: an index by their names would be written by
 * every order that is placed.
 */
const CUSTOMER_SEARCH_ORDERS_MAX = 10_000;

/**
 * A text with an @ is part of an e-mail address. Another may be part of a SKU code and look like an
 * order number too, such as BACKPACK-NAVY, and be a customer's name, unless it has a digit: all are searched.
 */
function matchesSearch(search: string) {
  const text = search.normalize('NFKC');
  if (text.includes('@')) return sql`email ilike ${likePattern(text)}`;
  const ofCustomer = sql`
    select order_id from (
      select order_id, search_fold(concat_ws(' ', shipping_address->>'name', email)) as customer from (
        select order_id, shipping_address, email from orders
        order by order_id desc limit ${CUSTOMER_SEARCH_ORDERS_MAX}
      ) as recent
    ) as recent
    where not exists (
      select from regexp_split_to_table(search_fold(${text}::text), '\\s+') as word
      where strpos(customer, word) = 0)`;
  const isShort = text.length < PART_LENGTH_MIN;
  const isCode = isShort ? sql`upper(code) = upper(${text})` : sql`code ilike ${likePattern(text)}`;
  // Every line of an order has its lock, and those of each state have an index by SKU.
  const withSku = sql.join(
    (['active', 'consumed', 'released'] as const).map(
      (state) => sql`
        select order_id from stock_locks
        where state = ${sql.lit(state)} and sku_id in (select sku_id from skus where ${isCode})`,
    ),
    sql` union all `,
  );
  const range = orderIdRange(text);
  const numbered = range
    ? sql`union all
        select order_id from orders as numbered
        where numbered.order_id between ${range.from}::uuid and ${range.to}::uuid`
    : sql``;
  return sql`orders.order_id in (
    ${withSku} ${numbered} ${isShort || /\d/.test(text) ? sql`` : sql`union all ${ofCustomer}`})`;
}
