import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids, plannerOpaqueArray } from '../platform/sql-arrays.ts';
import type { Payment } from './payment.ts';

/** The payments of orders; inside a transaction that has locked the orders they cannot change. */
export async function findPayments(
  db: Database,
  orderIds: readonly string[],
): Promise<Map<string, Payment>> {
  const rows = await db
    .selectFrom('payments')
    .select([
      'order_id as orderId',
      'state',
      'session_id as sessionId',
      'session_url as sessionUrl',
      'payment_intent_id as paymentIntentId',
      'amount_cents as amountCents',
      'currency',
      'paid_cents as paidCents',
    ])
    .where('order_id', '=', anyOfUuids(orderIds))
    .execute();
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** When an order's payment was requested, and the session that was opened for it. */
export async function findPaymentRequest(
  db: Database,
  orderId: string,
): Promise<{
  requestedAt: Date;
  sessionId: string | null;
  sessionCreatedAt: Date | null;
} | null> {
  const row = await db
    .selectFrom('payments')
    .select([
      'requested_at as requestedAt',
      'session_id as sessionId',
      'session_created_at as sessionCreatedAt',
    ])
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  return row ?? null;
}

/** Records an attempt to pay before the payment service is called: from now on closing asks it. */
export async function insertPayment(
  trx: Trx,
  payment: Pick<Payment, 'orderId' | 'amountCents' | 'currency'>,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('payments')
    .values({
      order_id: payment.orderId,
      state: 'requested',
      amount_cents: payment.amountCents,
      currency: payment.currency,
      requested_at: now,
      updated_at: now,
    })
    .execute();
  noteChange(trx, { orderIds: [payment.orderId] });
}

/**
 * Stores the session that the payment service opened, unless one is stored: an order has one session,
 * which is shown to the shopper and expired at X.
 * @returns the stored session
 */
export async function storeSession(
  db: Database,
  orderId: string,
  session: { sessionId: string; url: string | null; createdAt: Date },
  now: Date,
): Promise<{ sessionId: string; url: string | null }> {
  const stored = await db
    .updateTable('payments')
    .set({
      session_id: session.sessionId,
      session_url: session.url,
      session_created_at: session.createdAt,
      state: sql`case when state = 'requested' then 'open' else state end`,
      updated_at: now,
    })
    .where('order_id', '=', orderId)
    // An event may have stored the id before, but never the URL.
    .where((where) =>
      where.or([
        where('session_id', 'is', null),
        where.and([where('session_id', '=', session.sessionId), where('session_url', 'is', null)]),
      ]),
    )
    .executeTakeFirst();
  if (stored.numUpdatedRows > 0n) {
    noteChange(db, { orderIds: [orderId] });
    return session;
  }
  const kept = (await findPayments(db, [orderId])).get(orderId);
  return kept?.sessionId ? { sessionId: kept.sessionId, url: kept.sessionUrl } : session;
}

/**
 * Claims to ask the payment service about an open payment.
 * @returns its session; null when the payment is not open, or somebody has asked after `askedBefore`
 */
export async function claimPaymentCheck(
  db: Database,
  orderId: string,
  { now, askedBefore }: { now: Date; askedBefore: Date },
): Promise<string | null> {
  const row = await db
    .updateTable('payments')
    .set({ checked_at: now })
    .where('order_id', '=', orderId)
    .where('state', '=', 'open')
    .where((where) =>
      where.or([where('checked_at', 'is', null), where('checked_at', '<=', askedBefore)]),
    )
    .returning('session_id as sessionId')
    .executeTakeFirst();
  return row?.sessionId ?? null;
}

/**
 * Records that the payment service refuses to open a session for locked orders: they cannot be paid.
 * A payment that has a session by now does not change.
 */
export async function failPaymentsWithoutSession(
  trx: Trx,
  orderIds: readonly string[],
  now: Date,
): Promise<void> {
  if (orderIds.length === 0) return;
  await trx
    .updateTable('payments')
    .set({ state: 'failed', updated_at: now })
    .where('order_id', '=', anyOfUuids(orderIds))
    .where('state', '=', 'requested')
    .where('session_id', 'is', null)
    .execute();
  noteChange(trx, { orderIds: [...orderIds] });
}

/** Records that the payment service does not know the sessions of these orders; the first time counts. */
export async function markSessionsMissing(
  db: Database,
  orderIds: readonly string[],
  now: Date,
): Promise<void> {
  if (orderIds.length === 0) return;
  await db
    .updateTable('payments')
    .set({ missing_since: now })
    .where('order_id', '=', anyOfUuids(orderIds))
    .where('missing_since', 'is', null)
    .execute();
  noteChange(db, { orderIds: [...orderIds] });
}

/** The order of a recorded or held payment; null while it is not recorded. */
export async function findOrderIdByPaymentIntent(
  db: Database,
  paymentIntentId: string,
): Promise<string | null> {
  const ofPayment = db
    .selectFrom('payments')
    .select('order_id')
    .where('payment_intent_id', '=', paymentIntentId)
    .where('state', '=', 'paid');
  const ofHeld = db
    .selectFrom('held_payments')
    .select('order_id')
    .where('payment_intent_id', '=', paymentIntentId);
  const row = await ofPayment.unionAll(ofHeld).limit(1).executeTakeFirst();
  return row?.order_id ?? null;
}

/** Updates payments of locked orders. */
export async function updatePayments(
  trx: Trx,
  payments: readonly Payment[],
  now: Date,
): Promise<void> {
  if (payments.length === 0) return;
  const column = <K extends keyof Payment>(key: K) => payments.map((payment) => payment[key]);
  await sql`
    update payments set state = change.state, session_id = change.session_id,
      payment_intent_id = change.payment_intent_id, paid_cents = change.paid_cents,
      -- Approximate when an event reported the session first; the reconciliation selects by it.
      session_created_at = case when change.session_id is not null
        then coalesce(session_created_at, ${now}::timestamptz) end,
      processing_since = case when change.state = 'processing'
        then coalesce(processing_since, ${now}::timestamptz) end,
      missing_since = null,
      updated_at = ${now}
    from unnest(
      ${plannerOpaqueArray(column('orderId'), 'uuid')},
      ${plannerOpaqueArray(column('state'), 'text')},
      ${plannerOpaqueArray(column('sessionId'), 'text')},
      ${plannerOpaqueArray(column('paymentIntentId'), 'text')},
      ${plannerOpaqueArray(column('paidCents'), 'bigint')}
    ) as change (order_id, state, session_id, payment_intent_id, paid_cents)
    where payments.order_id = change.order_id
  `.execute(trx);
  noteChange(trx, { orderIds: column('orderId') });
}
