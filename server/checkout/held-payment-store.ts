import type { Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { HeldPayments } from '#db/schema.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids } from '../platform/sql-arrays.ts';
import type { HeldPayment } from './payment.ts';

export interface HeldPaymentRecord extends HeldPayment {
  heldAt: Date;
  /** When staff refunded it, and who. */
  resolvedAt: Date | null;
  resolvedBy: string | null;
}

/** Inserts held payments of locked orders. Idempotent per payment intent. */
export async function insertHeldPayments(
  trx: Trx,
  held: readonly HeldPayment[],
  now: Date,
): Promise<void> {
  if (held.length === 0) return;
  await trx
    .insertInto('held_payments')
    .values(
      held.map((payment) => ({
        order_id: payment.orderId,
        payment_intent_id: payment.paymentIntentId,
        session_id: payment.sessionId,
        amount_cents: payment.amountCents,
        currency: payment.currency,
        reason: payment.reason,
        held_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  noteChange(trx, { orderIds: held.map(({ orderId }) => orderId) });
}

export async function findHeldPayments(
  db: Database,
  orderIds: readonly string[],
): Promise<HeldPaymentRecord[]> {
  const rows = await db
    .selectFrom('held_payments')
    .selectAll()
    .where('order_id', '=', anyOfUuids(orderIds))
    .orderBy('held_at')
    .execute();
  return rows.map(toHeldPayment);
}

/** Marks the held payments of a locked order as resolved by staff. */
export async function resolveHeldPayments(
  trx: Trx,
  orderId: string,
  by: { resolvedBy: string; resolvedAt: Date },
): Promise<void> {
  await trx
    .updateTable('held_payments')
    .set({ resolved_at: by.resolvedAt, resolved_by: by.resolvedBy })
    .where('order_id', '=', orderId)
    .where('resolved_at', 'is', null)
    .execute();
  noteChange(trx, { orderIds: [orderId] });
}

function toHeldPayment(row: Selectable<HeldPayments>): HeldPaymentRecord {
  return {
    orderId: row.order_id,
    paymentIntentId: row.payment_intent_id,
    sessionId: row.session_id,
    amountCents: row.amount_cents,
    currency: row.currency,
    reason: row.reason,
    heldAt: row.held_at,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  };
}
