import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import type { ShippingAddress } from '../shared/address-schema.ts';
import type { OrderStatus } from '../checkout/order.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids } from '../platform/sql-arrays.ts';

/**
 * Whether something about an order is still to come, for which its customer must be known: a payment, a
 * refund, a payment held for staff, or a dispute.
 */
const isUnsettled = sql<boolean>`(
  status = 'pending_payment'
  or exists (select from refunds where refunds.order_id = orders.order_id
    and (state in ('requested', 'pending') or (state = 'failed' and resolved_at is null)))
  or exists (select from held_payments where held_payments.order_id = orders.order_id
    and resolved_at is null)
  or exists (select from disputes where disputes.order_id = orders.order_id
    and state in ('needs_response', 'under_review')))`;

const hasEmail = (email: string) =>
  sql<boolean>`(erased_at is null and lower(email) = lower(${email}))`;

/** What is kept about one order of a customer. Of notes and actions of staff it has none. */
export interface CustomerOrder {
  orderId: string;
  status: OrderStatus;
  statusReason: string | null;
  currency: string;
  totalCents: number;
  email: string;
  language: string;
  shippingAddress: ShippingAddress;
  placedAt: string;
  settledAt: string | null;
  isUnsettled: boolean;
  lines: object[];
  payments: object[];
  heldPayments: object[];
  refunds: object[];
  disputes: object[];
  events: object[];
}

const NOT_THE_CUSTOMERS = '{order_id,note,requested_by,resolved_by,last_error,session_url}';

/** Rows of a table that belong to an order, as JSON. */
const rowsOf = (table: string, order: string) => sql<object[]>`coalesce((
  select jsonb_agg(to_jsonb(own) - ${sql.lit(NOT_THE_CUSTOMERS)}::text[] order by ${sql.ref(order)})
  from ${sql.table(table)} as own where own.order_id = orders.order_id), '[]')`;

/** The orders with an e-mail address in any spelling of case, newest first. Reads the whole table. */
export async function findCustomerOrders(
  db: Database,
  email: string,
  limit: number,
): Promise<CustomerOrder[]> {
  const { rows } = await sql<CustomerOrder>`
    select order_id as "orderId", status, status_reason as "statusReason", currency,
      total_cents as "totalCents", email, language, shipping_address as "shippingAddress",
      to_jsonb(placed_at) as "placedAt", to_jsonb(settled_at) as "settledAt",
      ${isUnsettled} as "isUnsettled",
      ${rowsOf('order_lines', 'sku_id')} as lines,
      ${rowsOf('payments', 'requested_at')} as payments,
      ${rowsOf('held_payments', 'held_at')} as "heldPayments",
      ${rowsOf('refunds', 'requested_at')} as refunds,
      ${rowsOf('disputes', 'opened_at')} as disputes,
      ${rowsOf('payment_events', 'received_at')} as events
    from orders where ${hasEmail(email)}
    order by order_id desc limit ${limit}`.execute(db);
  return rows;
}

export interface ErasableOrder {
  orderId: string;
  isUnsettled: boolean;
}

/** Locks the orders with an e-mail address. Reads the whole table. */
export async function lockCustomerOrders(
  trx: Trx,
  email: string,
  limit: number,
): Promise<ErasableOrder[]> {
  const { rows } = await sql<ErasableOrder>`
    select order_id as "orderId", ${isUnsettled} as "isUnsettled" from orders
    where ${hasEmail(email)} order by order_id limit ${limit} for no key update`.execute(trx);
  return rows;
}

/**
 * Locks the orders after a cursor that are not erased, in the order of their ids.
 * @param before the id at which to end
 */
export async function lockOldOrders(
  trx: Trx,
  range: { after: string | null; before: string; limit: number },
): Promise<(ErasableOrder & { settledAt: Date | null })[]> {
  const { after, before, limit } = range;
  const { rows } = await sql<ErasableOrder & { settledAt: Date | null }>`
    select order_id as "orderId", settled_at as "settledAt", ${isUnsettled} as "isUnsettled"
    from orders
    where order_id < ${before}::uuid and erased_at is null
      ${after === null ? sql`` : sql`and order_id > ${after}::uuid`}
    order by order_id limit ${limit} for no key update`.execute(trx);
  return rows;
}

/**
 * Erases whose these locked orders are. The country stays, for the books; so does the random id of the
 * browser, by which a repeated request is recognised.
 */
export async function eraseOrders(trx: Trx, orderIds: readonly string[], now: Date): Promise<void> {
  const ids = anyOfUuids(orderIds);
  await sql`
    update orders set erased_at = ${now}, email = '', email_hash = null, shipping_address = jsonb_build_object(
      'name', '', 'line1', '', 'city', '', 'postalCode', '', 'country', shipping_address->'country')
    where order_id = ${ids}`.execute(trx);
  await sql`update payments set session_url = null where order_id = ${ids}`.execute(trx);
  await sql`
    update webhook_events set payload = null
    where order_id = ${ids} and applied_at is not null`.execute(trx);
  noteChange(trx, { orderIds: [...orderIds] });
}

/**
 * Clears events that contain an e-mail address and name no order of ours, such as those of disputes.
 * Reads all events that still have a body.
 */
export async function clearEventsWithText(trx: Trx, text: string): Promise<void> {
  await sql`
    update webhook_events set payload = null
    where applied_at is not null and position(lower(${text}) in lower(payload)) > 0`.execute(trx);
}
