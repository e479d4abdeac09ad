import { sql, type Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Disputes } from '#db/schema.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../../platform/change-notifier.ts';
import { anyOfUuids } from '../../platform/sql-arrays.ts';
import type { DisputeState, ServiceDispute } from '../../platform/payment-service.ts';

export interface Dispute {
  orderId: string;
  disputeId: string;
  paymentIntentId: string;
  amountCents: number;
  currency: string;
  reason: string;
  state: DisputeState;
  openedAt: Date;
  updatedAt: Date;
}

/**
 * Stores a dispute of a locked order. Its state only moves forward, in whatever order it is
 * reported: needs response, under review, decided.
 * @returns whether anything changed
 */
export async function storeDispute(
  trx: Trx,
  orderId: string,
  reported: ServiceDispute,
  now: Date,
): Promise<boolean> {
  const result = await trx
    .insertInto('disputes')
    .values({
      order_id: orderId,
      dispute_id: reported.disputeId,
      payment_intent_id: reported.paymentIntentId,
      amount_cents: reported.amountCents,
      currency: reported.currency,
      reason: reported.reason,
      state: reported.state,
      opened_at: reported.createdAt,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['order_id', 'dispute_id'])
        .doUpdateSet({ state: reported.state, amount_cents: reported.amountCents, updated_at: now })
        .where(sql<boolean>`disputes.state = any(${previousStates[reported.state]}::text[])`),
    )
    .executeTakeFirst();
  if (!result.numInsertedOrUpdatedRows) return false;
  noteChange(trx, { orderIds: [orderId] });
  return true;
}

const previousStates: Record<DisputeState, DisputeState[]> = {
  needs_response: [],
  under_review: ['needs_response'],
  won: ['needs_response', 'under_review'],
  lost: ['needs_response', 'under_review'],
  closed: ['needs_response', 'under_review'],
};

export async function findDisputes(db: Database, orderIds: readonly string[]): Promise<Dispute[]> {
  const rows = await db
    .selectFrom('disputes')
    .selectAll()
    .where('order_id', '=', anyOfUuids(orderIds))
    .orderBy('opened_at')
    .execute();
  return rows.map(toDispute);
}

function toDispute(row: Selectable<Disputes>): Dispute {
  return {
    orderId: row.order_id,
    disputeId: row.dispute_id,
    paymentIntentId: row.payment_intent_id,
    amountCents: row.amount_cents,
    currency: row.currency,
    reason: row.reason,
    state: row.state,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
  };
}
