import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { DomainError } from '../../shared/errors.ts';
import { lockOrders } from '../../checkout/order-store.ts';
import { findRefundableBalances } from './find-refundable-balances.ts';
import { findRefund, insertRefunds, type Refund } from '../../checkout/refund-store.ts';
import { restockOrder, type RestockedSku } from './restock-order.ts';
import { findRestocks } from './restock-store.ts';

export interface RefundRequest {
  orderId: string;
  /** Names the refund, so that asking twice refunds once; a new one when absent. */
  refundId?: string;
  /** The whole rest when absent. */
  amountCents?: number;
  /** Whether goods are back on the shelf: the lines told, or all that is left of the order. */
  restock: boolean;
  restockLines?: readonly { skuId: string; quantity: number }[];
  note: string;
}

/**
 * Records a refund that staff ask for, books the goods that came back, and enqueues the refund's job,
 * in one transaction. Never more money than was taken and never more units than were sold, counting
 * the refunds before it, whose order is locked meanwhile.
 *
 * Goods are booked when the refund is asked for and not when it succeeds: they are back on the shelf
 * whatever becomes of the money.
 *
 * @returns its id and what came back with it; nothing when it was asked for before
 * @throws DomainError NOT_FOUND, REFUND_TOO_LARGE, RESTOCK_TOO_LARGE, CONFLICT when another refund has
 *   this id
 */
export async function requestRefund(
  deps: Deps,
  actor: Actor,
  request: RefundRequest,
): Promise<{ refundId: string; restocked: RestockedSku[] }> {
  const { orderId } = request;
  const refundId = request.refundId ?? deps.newId();
  const restocked = await inTransaction(deps.db, async (trx) => {
    await lockOrders(trx, [orderId]);
    const made = await findRefund(trx, { orderId, refundId });
    if (made) {
      if (await isSameRequest(trx, request, made)) {
        await recordStaffAction(trx, actor, { outcome: 'done', result: { refundId } });
        return [];
      }
      throw new DomainError(
        { code: 'CONFLICT' },
        'Another refund was asked for under this id already; look at the order, then ask anew.',
      );
    }
    const payment = (await findRefundableBalances(trx, orderId)).find(({ isHeld }) => !isHeld);
    if (!payment) {
      throw new DomainError(
        { code: 'NOT_FOUND' },
        'There is no such order, or nothing was paid for it.',
      );
    }
    const { paymentIntentId, currency, refundableCents: refundableCents } = payment;
    const amountCents = request.amountCents ?? refundableCents;
    if (amountCents <= 0 || amountCents > refundableCents) {
      throw refundTooLargeError(refundableCents, currency);
    }
    const refund = { refundId, paymentIntentId, amountCents, currency };
    await insertRefunds(
      trx,
      [{ ...request, ...refund, reason: 'requested_by_staff', requestedBy: formatActor(actor) }],
      deps.clock.now(),
    );
    await deps.jobs.enqueue(trx, 'refund-payment', { orderId, refundId });
    const restocked = request.restock
      ? await restockOrder(deps, trx, actor, { ...request, refundId })
      : [];
    await recordStaffAction(trx, actor, { outcome: 'done', result: { refundId, restocked } });
    return restocked;
  });
  return { refundId, restocked };
}

/** Whether what is asked for is what was made under its id; what the asker left open became whatever it did. */
async function isSameRequest(trx: Trx, request: RefundRequest, made: Refund): Promise<boolean> {
  const { amountCents = made.amountCents, restock, restockLines, note } = request;
  if (amountCents !== made.amountCents || restock !== made.restock || note !== made.note) {
    return false;
  }
  if (!restock || !restockLines) return true;
  const back = await findRestocks(trx, made.orderId, made.refundId);
  const unitsOf = (lines: readonly { skuId: string; quantity: number }[], skuId: string) =>
    lines.reduce((sum, line) => sum + (line.skuId === skuId ? line.quantity : 0), 0);
  return [...restockLines, ...back].every(
    ({ skuId }) => unitsOf(restockLines, skuId) === unitsOf(back, skuId),
  );
}

/** The refusal of a refund that is larger than what is left. */
export function refundTooLargeError(refundableCents: number, currency: string): DomainError {
  return new DomainError(
    { code: 'REFUND_TOO_LARGE', refundableCents, currency },
    `${refundableCents} (minor units of ${currency}) of what was paid can still be given back.`,
  );
}
