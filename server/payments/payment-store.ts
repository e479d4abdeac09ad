import { sql, type Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Payments } from '#db/schema.ts';
import type { Trx } from '#db/transaction.ts';
import { anyOf } from '../any-of.ts';
import type { Payment } from './payment.ts';

/** The payments of orders; inside a transaction that has locked the orders they cannot change. */
export async function findPayments(
  db: Database,
  orderIds: readonly string[],
): Promise<Map<string, Payment>> {
  const rows = await db
    .selectFrom('payments')
    .selectAll()
    .where('order_id', '=', anyOf(orderIds))
    .execute();
  return new Map(rows.map((row) => [row.order_id, toPayment(row)]));
}

/** When an order's payment was asked for, and the session that was opened for it. */
export async function findPaymentRequest(
  db: Database,
  orderId: string,
): Promise<{ requestedAt: Date; sessionId: string | null } | null> {
  const row = await db
    .selectFrom('payments')
    .select(['requested_at as requestedAt', 'session_id as sessionId'])
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  return row ?? null;
}

/** Records that a payment is asked for, before it is: from here on close asks the payment service. */
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
}

/** Keeps the session that the payment service opened, unless an event told us of it already. */
export async function storeSession(
  db: Database,
  orderId: string,
  session: { sessionId: string; url: string | null },
  now: Date,
): Promise<void> {
  await db
    .updateTable('payments')
    .set({
      session_id: session.sessionId,
      session_url: session.url,
      state: sql`case when state = 'requested' then 'open' else state end`,
      updated_at: now,
    })
    .where('order_id', '=', orderId)
    .where((where) => where.or([where('session_id', 'is', null), where('session_url', 'is', null)]))
    .execute();
}

/** Writes payments whose orders are locked. */
export async function updatePayments(
  trx: Trx,
  payments: readonly Payment[],
  now: Date,
): Promise<void> {
  if (payments.length === 0) return;
  await sql`
    update payments set state = change.state, session_id = change.session_id,
      payment_intent_id = change.payment_intent_id, paid_cents = change.paid_cents,
      updated_at = ${now}
    from unnest(
      ${payments.map((payment) => payment.orderId)}::uuid[],
      ${payments.map((payment) => payment.state)}::text[],
      ${payments.map((payment) => payment.sessionId)}::text[],
      ${payments.map((payment) => payment.paymentIntentId)}::text[],
      ${payments.map((payment) => payment.paidCents)}::bigint[]
    ) as change (order_id, state, session_id, payment_intent_id, paid_cents)
    where payments.order_id = change.order_id
  `.execute(trx);
}

function toPayment(row: Selectable<Payments>): Payment {
  return {
    orderId: row.order_id,
    state: row.state,
    sessionId: row.session_id,
    sessionUrl: row.session_url,
    paymentIntentId: row.payment_intent_id,
    amountCents: row.amount_cents,
    currency: row.currency,
    paidCents: row.paid_cents,
  };
}
