import { sql, type Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Refunds } from '#db/schema.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids } from '../platform/sql-arrays.ts';
import type { RefundState, ServiceRefund } from '../platform/payment-service.ts';

export interface Refund {
  orderId: string;
  refundId: string;
  /** The refunded payment: the order's own, or a held one. */
  paymentIntentId: string;
  state: 'requested' | RefundState;
  reason: 'late_payment' | 'requested_by_staff' | 'held_payment' | 'made_at_service';
  amountCents: number;
  currency: string;
  restock: boolean;
  note: string;
  serviceRefundId: string | null;
  lastError: string | null;
  /** An actor, as `formatActor` writes it. */
  requestedBy: string;
  requestedAt: Date;
  /** When the payment service created it. */
  madeAt: Date | null;
  updatedAt: Date;
  /** What staff did about one that failed. */
  resolution: 'retried' | 'refunded_externally' | null;
  resolvedAt: Date | null;
  resolvedBy: string | null;
}

export type NewRefund = Pick<
  Refund,
  | 'orderId'
  | 'refundId'
  | 'paymentIntentId'
  | 'reason'
  | 'amountCents'
  | 'currency'
  | 'restock'
  | 'note'
  | 'requestedBy'
>;

/** The sum of one payment's refunds that are made or in progress. */
export function totalRefundedCents(refunds: readonly Refund[], paymentIntentId: string): number {
  return refunds
    .filter((refund) => refund.paymentIntentId === paymentIntentId)
    .filter(({ state, resolution }) => state !== 'failed' || resolution === 'refunded_externally')
    .reduce((sum, refund) => sum + refund.amountCents, 0);
}

/** The same in SQL, of the payment of a row; `about` is the row's alias. */
export const refundedCentsSql = (about: string) =>
  sql.raw(`(select coalesce(sum(amount_cents), 0)::bigint from refunds as given
    where given.order_id = ${about}.order_id
      and given.payment_intent_id = ${about}.payment_intent_id
      and (given.state <> 'failed' or given.resolution = 'refunded_externally'))`);

/**
 * Inserts refunds to be made.
 * @returns those that are new: a late payment is refunded once per order
 */
export async function insertRefunds(
  trx: Trx,
  refunds: readonly NewRefund[],
  now: Date,
): Promise<{ orderId: string; refundId: string }[]> {
  if (refunds.length === 0) return [];
  noteChange(trx, { orderIds: refunds.map(({ orderId }) => orderId) });
  return await trx
    .insertInto('refunds')
    .values(
      refunds.map((refund) => ({
        order_id: refund.orderId,
        refund_id: refund.refundId,
        payment_intent_id: refund.paymentIntentId,
        state: 'requested' as const,
        reason: refund.reason,
        amount_cents: refund.amountCents,
        currency: refund.currency,
        restock: refund.restock,
        note: refund.note,
        requested_by: refund.requestedBy,
        requested_at: now,
        updated_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning(['order_id as orderId', 'refund_id as refundId'])
    .execute();
}

export async function findRefund(
  db: Database,
  id: { orderId: string; refundId: string },
): Promise<Refund | null> {
  const row = await db
    .selectFrom('refunds')
    .selectAll()
    .where('order_id', '=', id.orderId)
    .where('refund_id', '=', id.refundId)
    .executeTakeFirst();
  return row ? toRefund(row) : null;
}

export async function findRefunds(db: Database, orderIds: readonly string[]): Promise<Refund[]> {
  const rows = await db
    .selectFrom('refunds')
    .selectAll()
    .where('order_id', '=', anyOfUuids(orderIds))
    .orderBy('requested_at')
    .orderBy('refund_id')
    .execute();
  return rows.map(toRefund);
}

/**
 * Updates a refund to the state that the payment service reports. States only move forward, in whatever
 * order they are reported: requested, pending, succeeded, failed (a bank can return a refund that had
 * succeeded). A refund that the service refused has no id there; if it was made after all, it takes that
 * state, unless staff have resolved it.
 * @returns whether anything changed
 */
export async function updateRefund(
  db: Database,
  id: { orderId: string; refundId: string },
  reported: Pick<ServiceRefund, 'serviceRefundId' | 'state' | 'error' | 'createdAt'>,
  now: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('refunds')
    .set({
      state: reported.state,
      service_refund_id: reported.serviceRefundId,
      made_at: reported.createdAt,
      last_error: reported.error,
      updated_at: now,
    })
    .where('order_id', '=', id.orderId)
    .where('refund_id', '=', id.refundId)
    .where((where) =>
      where.or([
        where('state', 'in', previousStates[reported.state]),
        where.and([
          where('state', '=', 'failed'),
          where('service_refund_id', 'is', null),
          where('resolution', 'is', null),
        ]),
      ]),
    )
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  noteChange(db, { orderIds: [id.orderId] });
  return true;
}

const previousStates = {
  pending: ['requested'],
  succeeded: ['requested', 'pending'],
  failed: ['requested', 'pending', 'succeeded'],
} as const satisfies Record<RefundState, readonly Refund['state'][]>;

/** Stores why a refund could not be made; a refused one has failed, and staff resolve it. */
export async function storeRefundError(
  db: Database,
  id: { orderId: string; refundId: string },
  reported: { error: string; refused: boolean },
  now: Date,
): Promise<void> {
  await db
    .updateTable('refunds')
    .set({
      last_error: reported.error,
      updated_at: now,
      ...(reported.refused && { state: 'failed' }),
    })
    .where('order_id', '=', id.orderId)
    .where('refund_id', '=', id.refundId)
    .where('state', '=', 'requested')
    .execute();
  noteChange(db, { orderIds: [id.orderId] });
}

/**
 * Inserts a refund that was made at the payment service's dashboard, for a locked order.
 * @returns whether it is new here
 */
export async function insertServiceRefund(
  trx: Trx,
  refund: { orderId: string; refundId: string; reported: ServiceRefund; requestedBy: string },
  now: Date,
): Promise<boolean> {
  const { orderId, refundId, reported, requestedBy } = refund;
  const result = await trx
    .insertInto('refunds')
    .values({
      order_id: orderId,
      refund_id: refundId,
      payment_intent_id: reported.paymentIntentId,
      state: reported.state,
      reason: 'made_at_service',
      amount_cents: reported.amountCents,
      currency: reported.currency,
      service_refund_id: reported.serviceRefundId,
      last_error: reported.error,
      requested_by: requestedBy,
      requested_at: now,
      made_at: reported.createdAt,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (!result.numInsertedOrUpdatedRows) return false;
  noteChange(trx, { orderIds: [orderId] });
  return true;
}

/** Marks a failed refund of a locked order as resolved by staff. */
export async function resolveRefund(
  trx: Trx,
  id: { orderId: string; refundId: string },
  by: { resolution: NonNullable<Refund['resolution']>; resolvedBy: string; resolvedAt: Date },
): Promise<boolean> {
  const result = await trx
    .updateTable('refunds')
    .set({
      resolution: by.resolution,
      resolved_by: by.resolvedBy,
      resolved_at: by.resolvedAt,
      updated_at: by.resolvedAt,
    })
    .where('order_id', '=', id.orderId)
    .where('refund_id', '=', id.refundId)
    .where('state', '=', 'failed')
    .where('resolution', 'is', null)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  noteChange(trx, { orderIds: [id.orderId] });
  return true;
}

/** Unfinished refunds of one state that were requested before `before`, oldest first, after a cursor. */
export async function findOverdueRefunds(
  db: Database,
  of: {
    state: 'requested' | 'pending';
    before: Date;
    after: { requestedAt: Date; refundId: string } | null;
    limit: number;
  },
): Promise<{ orderId: string; refundId: string; requestedAt: Date }[]> {
  const { state, before, after, limit } = of;
  return await db
    .selectFrom('refunds')
    .select(['order_id as orderId', 'refund_id as refundId', 'requested_at as requestedAt'])
    // A literal, since the partial index does not match a parameter.
    .where('state', '=', sql.lit(state))
    .where('requested_at', '<=', before)
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`(requested_at, refund_id) > (${after?.requestedAt}, ${after?.refundId}::uuid)`,
      ),
    )
    .orderBy('requested_at')
    .orderBy('refund_id')
    .limit(limit)
    .execute();
}

function toRefund(row: Selectable<Refunds>): Refund {
  return {
    orderId: row.order_id,
    refundId: row.refund_id,
    state: row.state,
    paymentIntentId: row.payment_intent_id,
    reason: row.reason,
    amountCents: row.amount_cents,
    currency: row.currency,
    restock: row.restock,
    note: row.note,
    serviceRefundId: row.service_refund_id,
    lastError: row.last_error,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    madeAt: row.made_at,
    updatedAt: row.updated_at,
    resolution: row.resolution,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  };
}
