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
  resolution: 'retried' | 'given_back_elsewhere';
  note: string;
}

/**
 * Decides about a refund that the payment service refused or the shopper's bank sent back: tries it
 * anew, as another refund, of the same amount or of what is left of the money where a part was given
 * back meanwhile, or records that staff gave the money back in another way. What came back to the
 * shelf with the first is not booked again.
 *
 * @returns the new refund, when there is one
 * @throws DomainError CONFLICT when it has not failed, or somebody has decided already;
 *   REFUND_TOO_LARGE when all of the money was given back meanwhile, or, for what was given back in
 *   another way, so much that it comes to more than was taken
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
  if (failed?.resolution === resolution && resolution === 'given_back_elsewhere') return;
  if (newRefundId && (await findRefund(trx, { orderId, refundId: newRefundId }))) return;
  const now = deps.clock.now();
  const by = { resolution, resolvedBy: requestedBy, resolvedAt: now };
  if (!failed || !(await resolveRefund(trx, request, by))) {
    throw new DomainError(
      { code: 'CONFLICT' },
      'This refund has not failed, or somebody has decided about it already; look at the order.',
    );
  }
  const left = (await findRefundableBalances(trx, orderId)).find(
    (money) => money.paymentIntentId === failed.paymentIntentId,
  );
  const refundableCents = left?.refundableCents ?? 0;
  // What staff gave back elsewhere is counted by now.
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
