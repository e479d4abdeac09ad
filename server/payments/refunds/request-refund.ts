import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { currencyOf } from '../../shared/currencies.ts';
import { DomainError } from '../../shared/errors.ts';
import { lockOrders } from '../../checkout/order-store.ts';
import { findRefundableBalances } from './find-refundable-balances.ts';
import { findRefund, insertRefunds, type Refund } from '../../checkout/refund-store.ts';
import { restockOrder, type RestockedSku } from './restock-order.ts';
import { findRestocks } from './restock-store.ts';

export interface RefundRequest {
  orderId: string;
  /** Idempotency key; a new id when absent. */
  refundId?: string;
  /** The whole refundable balance when absent. */
  amountCents?: number;
  /** Whether items go back to stock: `restockLines`, or all that were not restocked before. */
  restock: boolean;
  restockLines?: readonly { skuId: string; quantity: number }[];
  note: string;
}

/**
 * Records a refund requested by staff, restocks returned items and enqueues the refund job, in one
 * transaction. The order is locked, so that refunds never exceed what was paid nor restocks what
 * was sold.
 *
 * Items are restocked on request and not on success: they are back whatever happens to the money.
 *
 * @returns the refund id and what was restocked; nothing restocked when the request is a repetition
 * @throws DomainError VALIDATION for an amount with digits that the payment service does not take, NOT_FOUND, REFUND_TOO_LARGE, RESTOCK_TOO_LARGE, CONFLICT when another refund
 *   has this id
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
        'Another refund has this id already; check the order, then request the refund again.',
      );
    }
    const payment = (await findRefundableBalances(trx, orderId)).find(({ isHeld }) => !isHeld);
    if (!payment) {
      throw new DomainError(
        { code: 'NOT_FOUND' },
        'There is no such order, or nothing was paid for it.',
      );
    }
    const { paymentIntentId, currency, refundableCents } = payment;
    const amountCents = request.amountCents ?? refundableCents;
    if (amountCents <= 0 || amountCents > refundableCents) {
      throw refundTooLargeError(refundableCents, currency);
    }
    assertStep(amountCents, currency);
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

function assertStep(amountCents: number, currency: string): void {
  const { step } = currencyOf(currency);
  if (amountCents % step === 0) return;
  const message = `The last digit of an amount in ${currency} must be 0.`;
  throw new DomainError(
    { code: 'VALIDATION', issues: [{ path: 'amountCents', message }] },
    message,
  );
}

/** Whether the request repeats the recorded one; fields left open match any value. */
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

/** The error for a refund above the refundable balance. */
export function refundTooLargeError(refundableCents: number, currency: string): DomainError {
  return new DomainError(
    { code: 'REFUND_TOO_LARGE', refundableCents, currency },
    `At most ${refundableCents} (minor units of ${currency}) can still be refunded.`,
  );
}
