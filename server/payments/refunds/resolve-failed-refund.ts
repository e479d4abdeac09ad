import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { DomainError } from '../../shared/errors.ts';
import { lockOrders } from '../../checkout/order-store.ts';
import { findRefundableBalances } from './find-refundable-balances.ts';
import { findRefund, insertRefunds, resolveRefund } from '../../checkout/refund-store.ts';
import { refundTooLargeError } from './request-refund.ts';

/** What staff decide about a failed refund. */
export interface Resolution {
  orderId: string;
  refundId: string;
  resolution: 'retried' | 'refunded_externally';
  note: string;
}

/**
 * Resolves a refund that the payment service refused or the bank returned: requests a new one over
 * the same amount, or over the refundable balance if that is less, or records that staff refunded
 * it externally. Nothing is restocked again.
 *
 * @returns the new refund, when there is one
 * @throws DomainError CONFLICT when it has not failed or is resolved already; REFUND_TOO_LARGE when
 *   the payment has been refunded meanwhile
 */
export async function resolveFailedRefund(
  deps: Deps,
  actor: Actor,
  request: Resolution,
): Promise<{ refundId: string | null }> {
  const newRefundId = request.resolution === 'retried' ? deps.newId() : null;
  await inTransaction(deps.db, async (trx) => {
    await resolve(deps, trx, { ...request, newRefundId, requestedBy: formatActor(actor) });
    await recordStaffAction(trx, actor, { outcome: 'done', result: { refundId: newRefundId } });
  });
  return { refundId: newRefundId };
}

async function resolve(
  deps: Deps,
  trx: Trx,
  request: Resolution & { newRefundId: string | null; requestedBy: string },
): Promise<void> {
  const { orderId, resolution, newRefundId, requestedBy } = request;
  await lockOrders(trx, [orderId]);
  const failed = await findRefund(trx, request);
  if (failed?.resolution === resolution && resolution === 'refunded_externally') return;
  if (newRefundId && (await findRefund(trx, { orderId, refundId: newRefundId }))) return;
  const now = deps.clock.now();
  const by = { resolution, resolvedBy: requestedBy, resolvedAt: now };
  if (!failed || !(await resolveRefund(trx, request, by))) {
    throw new DomainError(
      { code: 'CONFLICT' },
      'This refund has not failed, or it is resolved already; check the order.',
    );
  }
  const left = (await findRefundableBalances(trx, orderId)).find(
    (money) => money.paymentIntentId === failed.paymentIntentId,
  );
  const refundableCents = left?.refundableCents ?? 0;
  // The externally refunded amount is part of the balance now.
  if (refundableCents < 0)
    throw refundTooLargeError(refundableCents + failed.amountCents, failed.currency);
  if (!newRefundId) return;
  if (refundableCents === 0) throw refundTooLargeError(0, failed.currency);
  const reason = failed.reason === 'made_at_service' ? 'requested_by_staff' : failed.reason;
  await insertRefunds(
    trx,
    [
      {
        ...failed,
        refundId: newRefundId,
        amountCents: Math.min(failed.amountCents, refundableCents),
        reason,
        restock: false,
        note: request.note,
        requestedBy,
      },
    ],
    now,
  );
  await deps.jobs.enqueue(trx, 'refund-payment', { orderId, refundId: newRefundId });
}
