import type { Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Refunds } from '#db/schema.ts';
import type { Trx } from '#db/transaction.ts';
import { anyOf } from '../any-of.ts';
import type { RefundState } from './payment-service.ts';

export interface Refund {
  orderId: string;
  refundId: string;
  state: 'requested' | RefundState;
  reason: 'late_payment' | 'requested_by_staff';
  amountCents: number;
  currency: string;
  restock: boolean;
  note: string;
  serviceRefundId: string | null;
  lastError: string | null;
  requestedBy: string;
  requestedAt: Date;
}

export type NewRefund = Pick<
  Refund,
  | 'orderId'
  | 'refundId'
  | 'reason'
  | 'amountCents'
  | 'currency'
  | 'restock'
  | 'note'
  | 'requestedBy'
>;

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
  return await trx
    .insertInto('refunds')
    .values(
      refunds.map((refund) => ({
        order_id: refund.orderId,
        refund_id: refund.refundId,
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
    .where('order_id', '=', anyOf(orderIds))
    .orderBy('requested_at')
    .orderBy('refund_id')
    .execute();
  return rows.map(toRefund);
}

/** Records what became of a refund; one that succeeded or failed for good stays as it is. */
export async function updateRefund(
  db: Database,
  id: { orderId: string; refundId: string },
  change: { state: Refund['state']; serviceRefundId?: string; error: string | null },
  now: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('refunds')
    .set({
      state: change.state,
      last_error: change.error,
      updated_at: now,
      ...(change.serviceRefundId && { service_refund_id: change.serviceRefundId }),
    })
    .where('order_id', '=', id.orderId)
    .where('refund_id', '=', id.refundId)
    .where('state', 'in', ['requested', 'pending'])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Refunds asked for before `before` and not made yet, oldest first. */
export async function findOverdueRefunds(
  db: Database,
  before: Date,
  limit: number,
): Promise<{ orderId: string; refundId: string }[]> {
  return await db
    .selectFrom('refunds')
    .select(['order_id as orderId', 'refund_id as refundId'])
    .where('state', 'in', ['requested', 'pending'])
    .where('requested_at', '<=', before)
    .orderBy('requested_at')
    .limit(limit)
    .execute();
}

function toRefund(row: Selectable<Refunds>): Refund {
  return {
    orderId: row.order_id,
    refundId: row.refund_id,
    state: row.state,
    reason: row.reason as Refund['reason'],
    amountCents: row.amount_cents,
    currency: row.currency,
    restock: row.restock,
    note: row.note,
    serviceRefundId: row.service_refund_id,
    lastError: row.last_error,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
  };
}
