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
  /** The money that is given back: the order's payment, or one that was held. */
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
  /** When the payment service made it. */
  madeAt: Date | null;
  updatedAt: Date;
  /** What staff did about one that failed. */
  resolution: 'retried' | 'given_back_elsewhere' | null;
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

/** How much of one payment is given back already, or on its way. */
export function totalRefundedCents(refunds: readonly Refund[], paymentIntentId: string): number {
  return refunds
    .filter((refund) => refund.paymentIntentId === paymentIntentId)
    .filter(({ state, resolution }) => state !== 'failed' || resolution === 'given_back_elsewhere')
    .reduce((sum, refund) => sum + refund.amountCents, 0);
}

/**
 * Records refunds to be made.
 * @returns those that are new: money that came late is given back once per order
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
 * Records what the payment service says of a refund of ours. A refund only moves forward, whatever the
 * order in which that is told: requested, pending, succeeded, failed, since a bank may return what had
 * succeeded. One that failed here because the service refused it has no state there yet, so it begins
 * anew when it was made after all, unless staff have decided about it.
 * @returns whether anything changed
 */
export async function updateRefund(
  db: Database,
  id: { orderId: string; refundId: string },
  told: Pick<ServiceRefund, 'serviceRefundId' | 'state' | 'error' | 'createdAt'>,
  now: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('refunds')
    .set({
      state: told.state,
      service_refund_id: told.serviceRefundId,
      made_at: told.createdAt,
      last_error: told.error,
      updated_at: now,
    })
    .where('order_id', '=', id.orderId)
    .where('refund_id', '=', id.refundId)
    .where((where) =>
      where.or([
        where('state', 'in', previousStates[told.state]),
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

/** Keeps why a refund could not be made; `refused` ends it, until staff decide anew. */
export async function storeRefundError(
  db: Database,
  id: { orderId: string; refundId: string },
  told: { error: string; refused: boolean },
  now: Date,
): Promise<void> {
  await db
    .updateTable('refunds')
    .set({ last_error: told.error, updated_at: now, ...(told.refused && { state: 'failed' }) })
    .where('order_id', '=', id.orderId)
    .where('refund_id', '=', id.refundId)
    .where('state', '=', 'requested')
    .execute();
  noteChange(db, { orderIds: [id.orderId] });
}

/**
 * Records a refund that was made at the payment service's own dashboard, of an order that is locked.
 * @returns whether it is new here
 */
export async function insertServiceRefund(
  trx: Trx,
  refund: { orderId: string; refundId: string; told: ServiceRefund; requestedBy: string },
  now: Date,
): Promise<boolean> {
  const { orderId, refundId, told, requestedBy } = refund;
  const result = await trx
    .insertInto('refunds')
    .values({
      order_id: orderId,
      refund_id: refundId,
      payment_intent_id: told.paymentIntentId,
      state: told.state,
      reason: 'made_at_service',
      amount_cents: told.amountCents,
      currency: told.currency,
      service_refund_id: told.serviceRefundId,
      last_error: told.error,
      requested_by: requestedBy,
      requested_at: now,
      made_at: told.createdAt,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (!result.numInsertedOrUpdatedRows) return false;
  noteChange(trx, { orderIds: [orderId] });
  return true;
}

/** Records what staff did about a refund that failed, of an order that is locked. */
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

/** Unfinished refunds of one state that were asked for before `before`, oldest first, after a cursor. */
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
    // Written out, since the index of the unfinished is not found for any state.
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
