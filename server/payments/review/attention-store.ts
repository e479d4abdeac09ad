import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { HeldPayment } from '../../checkout/payment.ts';
import { refundedCentsSql } from '../../checkout/refund-store.ts';
import type { DisputeState } from '../../platform/payment-service.ts';

/** A payment, refund, dispute or order that needs review, and since when. */
export type AttentionItem = { orderId: string; since: Date } & (
  | { kind: 'payment_processing'; amountCents: number; currency: string }
  | {
      kind: 'payment_held';
      amountCents: number;
      currency: string;
      reason: HeldPayment['reason'];
      paymentIntentId: string;
    }
  | ({ kind: 'refund_failed' | 'refund_waiting' } & RefundAttention)
  | {
      kind: 'dispute';
      amountCents: number;
      currency: string;
      disputeId: string;
      reason: string;
      state: DisputeState;
    }
  | { kind: 'order_unresolved' }
  | { kind: 'session_missing'; amountCents: number; currency: string }
);

interface RefundAttention {
  amountCents: number;
  currency: string;
  refundId: string;
  error: string | null;
}

type AttentionOf<Kind extends AttentionItem['kind']> = Omit<
  Extract<AttentionItem, { kind: Kind }>,
  'kind'
>;

/** Payments that have been processing since before `before`. */
export async function findLongProcessingPayments(db: Database, before: Date, limit: number) {
  const { rows } = await sql<AttentionOf<'payment_processing'>>`
    select order_id as "orderId", processing_since as since, amount_cents as "amountCents", currency
    from payments where processing_since <= ${before}
    order by processing_since limit ${limit}
  `.execute(db);
  return rows.map((row): AttentionItem => ({ kind: 'payment_processing', ...row }));
}

/** Held payments that are not refunded. */
export async function findUnresolvedHeldPayments(db: Database, limit: number) {
  const { rows } = await sql<AttentionOf<'payment_held'>>`
    select order_id as "orderId", held_at as since, amount_cents as "amountCents", currency,
      reason, payment_intent_id as "paymentIntentId"
    from held_payments as held
    where resolved_at is null and amount_cents > ${refundedCentsSql('held')}
    order by held_at limit ${limit}
  `.execute(db);
  return rows.map((row): AttentionItem => ({ kind: 'payment_held', ...row }));
}

/** Failed refunds that are not resolved, of payments with a balance. */
export async function findFailedRefunds(db: Database, limit: number) {
  const { rows } = await sql<RefundAttention & { orderId: string; since: Date }>`
    select order_id as "orderId", updated_at as since, amount_cents as "amountCents", currency,
      refund_id as "refundId", last_error as error
    from refunds as refund
    where state = 'failed' and resolution is null and ${refundedCentsSql('refund')} < (
      select coalesce(sum(cents), 0) from (
        select paid_cents as cents from payments as payment
        where payment.order_id = refund.order_id and payment.state = 'paid'
          and payment.payment_intent_id = refund.payment_intent_id
        union all
        select amount_cents from held_payments as held
        where held.order_id = refund.order_id
          and held.payment_intent_id = refund.payment_intent_id
      ) as came)
    order by requested_at limit ${limit}
  `.execute(db);
  return rows.map((row): AttentionItem => ({ kind: 'refund_failed', ...row }));
}

/**
 * Refunds requested before `requestedBefore` and not made, or before `madeBefore` and still
 * pending.
 */
export async function findStalledRefunds(
  db: Database,
  before: { requestedBefore: Date; madeBefore: Date },
  limit: number,
) {
  const { rows } = await sql<RefundAttention & { orderId: string; since: Date }>`
    select order_id as "orderId", requested_at as since, amount_cents as "amountCents", currency,
      refund_id as "refundId", last_error as error
    from refunds
    where (state = 'requested' and requested_at <= ${before.requestedBefore})
      or (state = 'pending' and requested_at <= ${before.madeBefore})
    order by requested_at limit ${limit}
  `.execute(db);
  return rows.map((row): AttentionItem => ({ kind: 'refund_waiting', ...row }));
}

/** Disputes that are not decided. */
export async function findOpenDisputes(db: Database, limit: number) {
  const { rows } = await sql<AttentionOf<'dispute'>>`
    select order_id as "orderId", opened_at as since, amount_cents as "amountCents", currency,
      dispute_id as "disputeId", reason, state
    from disputes where state in ('needs_response', 'under_review')
    order by opened_at limit ${limit}
  `.execute(db);
  return rows.map((row): AttentionItem => ({ kind: 'dispute', ...row }));
}

/** Pending orders whose recovery was due before `before` and whose payment is not processing. */
export async function findUnresolvedOrders(db: Database, before: Date, limit: number) {
  const { rows } = await sql<AttentionOf<'order_unresolved'>>`
    select order_id as "orderId", recover_at as since
    from orders left join payments using (order_id)
    where status = 'pending_payment' and pay_by <= ${before} and recover_at <= ${before}
      and state is distinct from 'processing' and missing_since is null
    order by pay_by limit ${limit}
  `.execute(db);
  return rows.map((row): AttentionItem => ({ kind: 'order_unresolved', ...row }));
}

/** Pending orders whose session the payment service does not know. */
export async function findMissingSessions(db: Database, limit: number) {
  const { rows } = await sql<AttentionOf<'session_missing'>>`
    select order_id as "orderId", missing_since as since, amount_cents as "amountCents",
      payments.currency
    from payments join orders using (order_id)
    where missing_since is not null and status = 'pending_payment'
    order by missing_since limit ${limit}
  `.execute(db);
  return rows.map((row): AttentionItem => ({ kind: 'session_missing', ...row }));
}
