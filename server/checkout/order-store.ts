import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Orders } from '#db/schema.ts';
import type { TransactionScope, Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids, arrayLiteral } from '../platform/sql-arrays.ts';
import { minIdAt } from '../platform/ids.ts';
import type { SubjectKind } from '../shared/limit-subjects.ts';
import type { CancelReason, Order, OrderLine, OrderState, PaidReason } from './order.ts';
import type { NewOrder } from './placement.ts';
import type { ShippingAddress } from '../shared/address-schema.ts';
import type { Language } from '../shared/languages.ts';

/*
 * The lock order of all transactions: order rows ascending by id, then the rows that the orders own (stock
 * locks, payments, refunds), which the lock on the order protects, then stock rows ascending by (sku,
 * location), by SELECT … FOR UPDATE, since a multi-row UPDATE locks in no fixed order.
 * Placement may lock stock first: nobody else can see its orders yet.
 */

/** Locks the orders for a change of status; unknown ids are left out. */
export async function lockOrders(
  trx: Trx,
  orderIds: readonly string[],
): Promise<Map<string, OrderState>> {
  // Hundreds at a time, so only the columns that decide: addresses and times are slow to read.
  const rows = await trx
    .selectFrom('orders')
    .select(['order_id as orderId', 'status', 'currency', 'total_cents as totalCents'])
    .where('order_id', '=', anyOfUuids(orderIds))
    .orderBy('order_id')
    .forNoKeyUpdate()
    .execute();
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** Reads orders without a lock. */
export async function findOrders(
  db: Database,
  orderIds: readonly string[],
): Promise<Map<string, Order>> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('order_id', '=', anyOfUuids(orderIds))
    .execute();
  return new Map(rows.map((row) => [row.order_id, toOrder(row)]));
}

export async function findOrderLines(
  db: Database,
  orderIds: readonly string[],
): Promise<OrderLine[]> {
  const rows = await db
    .selectFrom('order_lines')
    .selectAll()
    .where('order_id', '=', anyOfUuids(orderIds))
    .execute();
  return rows.map((row) => ({
    orderId: row.order_id,
    skuId: row.sku_id,
    quantity: row.quantity,
    unitPriceCents: row.unit_price_cents,
    name: row.name,
    nameRead: row.name_read,
  }));
}

/** A line of an order, found by a buyer, an e-mail address or a network. */
interface SubjectLine {
  subject: string;
  orderId: string;
  skuId: string;
  quantity: number;
}

/**
 * Recent orders of one buyer that are searched for open ones. A buyer with more can exceed the limits of
 * a buyer, not those of its network.
 */
const RECENT_ORDERS_MAX = 1000;

/**
 * Units in these subjects' pending orders whose id, which begins with its time, is not older than `since`;
 * older orders are not read. The limits bound how many pending orders a subject has, unless it is exempt.
 *
 * LIMIT and OFFSET 0 force an index look-up per subject and order: with the statistics of a table that has
 * just grown, the planner would walk all pending orders.
 */
export async function findUnitsInOpenOrders(
  db: Database,
  keys: Readonly<Record<SubjectKind, readonly string[]>>,
  since: Date,
): Promise<SubjectLine[]> {
  const minId = sql`${minIdAt(since)}::uuid`;
  const [emails, networks] = [hashKeys(keys.email), hashKeys(keys.network)];
  const { rows } = await sql<SubjectLine>`
    select subject, own.order_id as "orderId", sku_id as "skuId", quantity
    from (
        select buyer.buyer_id::text as subject, recent.order_id
        from unnest(${arrayLiteral(keys.buyer, 'uuid')}) as buyer (buyer_id),
          lateral (
            select order_id, status from orders
            where orders.buyer_id = buyer.buyer_id and order_id >= ${minId}
            order by order_id desc limit ${sql.lit(RECENT_ORDERS_MAX)}
          ) as recent
        where recent.status = 'pending_payment'
      union all
        select email.hash::text, open.order_id
        from unnest(${arrayLiteral([...emails.keys()], 'bigint')}) as email (hash),
          lateral (
            select order_id from orders
            where email_hash = email.hash and status = 'pending_payment' and order_id >= ${minId}
            limit ${sql.lit(RECENT_ORDERS_MAX)}
          ) as open
      union all
        select network.hash::text, open.order_id
        from unnest(${arrayLiteral([...networks.keys()], 'bigint')}) as network (hash),
          lateral (
            select order_id from orders
            where network_hash = network.hash and status = 'pending_payment' and order_id >= ${minId}
            limit ${sql.lit(RECENT_ORDERS_MAX)}
          ) as open
      ) as own,
      lateral (
        select sku_id, quantity from order_lines where order_lines.order_id = own.order_id offset 0
      ) as line
  `.execute(db);
  return withKeys(rows, emails, networks);
}

/**
 * Units of these SKUs in orders of these buyers and e-mail addresses that are not cancelled. Of each,
 * orders are read up to a limit.
 */
export async function findPurchasedUnits(
  db: Database,
  skuIds: readonly string[],
  by: { buyers: readonly string[]; emails: readonly string[] },
): Promise<SubjectLine[]> {
  const emails = hashKeys(by.emails);
  const { rows } = await sql<SubjectLine>`
    select subject, own.order_id as "orderId", sku_id as "skuId", quantity
    from (
        select buyer.buyer_id::text as subject, recent.order_id
        from unnest(${arrayLiteral(by.buyers, 'uuid')}) as buyer (buyer_id),
          lateral (
            select order_id, status from orders where orders.buyer_id = buyer.buyer_id
            order by order_id desc limit ${sql.lit(RECENT_ORDERS_MAX)}
          ) as recent
        where recent.status <> 'cancelled'
      union all
        select email.hash::text, recent.order_id
        from unnest(${arrayLiteral([...emails.keys()], 'bigint')}) as email (hash),
          lateral (
            (select order_id from orders where email_hash = email.hash and status = 'pending_payment'
            limit ${sql.lit(RECENT_ORDERS_MAX)})
            union all
            (select order_id from orders where email_hash = email.hash and status = 'paid'
            limit ${sql.lit(RECENT_ORDERS_MAX)})
          ) as recent
      ) as own,
      lateral (
        select sku_id, quantity from order_lines where order_lines.order_id = own.order_id offset 0
      ) as line
    where sku_id = ${anyOfUuids(skuIds)}
  `.execute(db);
  return withKeys(rows, emails);
}

/** The keys by what is stored of them. */
function hashKeys(keys: readonly string[]): Map<number, string> {
  return new Map(keys.map((key) => [hashKey(key), key]));
}

/** 48 bits of SHA-256, since an index of texts makes placing an order slower. */
function hashKey(key: string): number {
  return hash('sha256', key, 'buffer').readUIntBE(0, 6);
}

/** Replaces the hashes of subjects by their keys. */
function withKeys(rows: SubjectLine[], ...keys: ReadonlyMap<number, string>[]): SubjectLine[] {
  for (const row of rows) {
    for (const byHash of keys) row.subject = byHash.get(Number(row.subject)) ?? row.subject;
  }
  return rows;
}

/** Inserts new orders, in the order given. */
export async function insertOrders(
  trx: TransactionScope,
  orders: readonly NewOrder[],
): Promise<void> {
  const first = orders[0];
  if (!first) return;
  const column = <K extends keyof NewOrder>(key: K) => orders.map((order) => order[key]);
  // The orders of one commit share their times and currency.
  await sql`
    insert into orders (order_id, buyer_id, total_cents, email, email_hash, network_hash,
      language, shipping_address, status, currency, placed_at, pay_by, recover_at)
    select
      unnest(${arrayLiteral(column('orderId'), 'uuid')}),
      unnest(${arrayLiteral(column('buyerId'), 'uuid')}),
      unnest(${arrayLiteral(column('totalCents'), 'bigint')}),
      unnest(${arrayLiteral(column('email'), 'text')}),
      unnest(${arrayLiteral(column('emailKey').map(hashKey), 'bigint')}),
      unnest(${arrayLiteral(column('clientNetwork').map(hashKey), 'bigint')}),
      unnest(${arrayLiteral(column('language'), 'text')}),
      jsonb_array_elements(${JSON.stringify(column('shippingAddress'))}::jsonb),
      'pending_payment', ${first.currency}, ${first.placedAt}::timestamptz,
      ${first.payBy}::timestamptz, ${first.recoverAt}::timestamptz
  `.execute(trx);
}

export async function insertOrderLines(
  trx: TransactionScope,
  lines: readonly OrderLine[],
): Promise<void> {
  const column = <K extends keyof OrderLine>(key: K) => lines.map((line) => line[key]);
  await sql`
    insert into order_lines (order_id, sku_id, quantity, unit_price_cents, name, name_read)
    select
      unnest(${arrayLiteral(column('orderId'), 'uuid')}),
      unnest(${arrayLiteral(column('skuId'), 'uuid')}),
      unnest(${arrayLiteral(column('quantity'), 'int')}),
      unnest(${arrayLiteral(column('unitPriceCents'), 'int')}),
      unnest(${arrayLiteral(column('name'), 'text')}),
      unnest(${arrayLiteral(column('nameRead'), 'text')})
  `.execute(trx);
}

export type OrderDecision = { orderId: string } & (
  { status: 'paid'; reason: PaidReason } | { status: 'cancelled'; reason: CancelReason }
);

/**
 * Moves orders, whose rows are locked, out of `pending_payment`.
 * @returns the ids that were pending
 */
export async function updateOrderStatus(
  trx: Trx,
  decisions: readonly OrderDecision[],
  now: Date,
): Promise<Set<string>> {
  // Nearly always one status and reason for all, so one plain UPDATE instead of a join with values.
  const alike = Map.groupBy(decisions, ({ status, reason }) => `${status} ${reason}`);
  const settled = await Promise.all(
    [...alike.values()].map(async (group) => {
      const { status, reason } = group[0]!;
      // By settled_at, since by status the planner may walk the index of all pending orders.
      const { rows } = await sql<{ order_id: string }>`
        update orders set status = ${status}, status_reason = ${reason}, settled_at = ${now},
          network_hash = null
        where order_id = ${anyOfUuids(group.map(({ orderId }) => orderId))} and settled_at is null
        returning order_id
      `.execute(trx);
      return rows.map((row) => row.order_id);
    }),
  );
  const orderIds = settled.flat();
  noteChange(trx, { orderIds });
  return new Set(orderIds);
}

/** Pending orders whose window ended before `before`, oldest first, after a cursor. */
export async function findOverdueOrders(
  db: Database,
  before: Date,
  after: { payBy: Date; orderId: string } | null,
  limit: number,
): Promise<{ orderId: string; payBy: Date }[]> {
  return await db
    .selectFrom('orders')
    .select(['order_id as orderId', 'pay_by as payBy'])
    // A literal, since the partial index does not match a parameter.
    .where('status', '=', sql.lit('pending_payment'))
    .where('pay_by', '<=', before)
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(pay_by, order_id) > (${after?.payBy}, ${after?.orderId}::uuid)`),
    )
    .orderBy('pay_by')
    .orderBy('order_id')
    .limit(limit)
    .execute();
}

function toOrder(row: Selectable<Orders>): Order {
  return {
    orderId: row.order_id,
    buyerId: row.buyer_id,
    status: row.status,
    statusReason: row.status_reason,
    currency: row.currency,
    totalCents: row.total_cents,
    email: row.email,
    language: row.language as Language,
    shippingAddress: row.shipping_address as unknown as ShippingAddress,
    placedAt: row.placed_at,
    payBy: row.pay_by,
    recoverAt: row.recover_at,
    settledAt: row.settled_at,
    erasedAt: row.erased_at,
  };
}
