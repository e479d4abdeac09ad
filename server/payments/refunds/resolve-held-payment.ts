import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { DomainError, invariant } from '../../shared/errors.ts';
import { closeOrders } from '../../checkout/close-orders.ts';
import type { OrderStatus } from '../../checkout/order.ts';
import { findOrders, lockOrders } from '../../checkout/order-store.ts';
import { findRefundableBalances } from './find-refundable-balances.ts';
import { resolveHeldPayments } from '../../checkout/held-payment-store.ts';
import { findPayments } from '../../checkout/payment-store.ts';
import { insertRefunds, type NewRefund } from '../../checkout/refund-store.ts';

/**
 * Refunds all held payments of an order. If its own session was paid with the wrong amount, the
 * order is closed too, since nothing else can be paid on it; payments on other sessions leave the
 * order as it is. Accepting a held payment is not supported.
 *
 * Repeatable: only the refundable balance is refunded.
 *
 * @returns the requested refunds, and the order's status afterwards
 * @throws DomainError NOT_FOUND when no payment of this order is held
 */
export async function resolveHeldPayment(
  deps: Deps,
  actor: Actor,
  request: { orderId: string; note: string },
): Promise<{ refundIds: string[]; status: OrderStatus }> {
  const { orderId } = request;
  const requestedBy = formatActor(actor);
  const { refundIds, isOrdersOwn } = await inTransaction(deps.db, async (trx) => {
    await lockOrders(trx, [orderId]);
    const held = (await findRefundableBalances(trx, orderId)).filter(({ isHeld }) => isHeld);
    if (held.length === 0) {
      throw new DomainError({ code: 'NOT_FOUND' }, 'This order has no held payment.');
    }
    const refunds = held
      .filter(({ refundableCents }) => refundableCents > 0)
      .map(({ paymentIntentId, currency, refundableCents }): NewRefund => ({
        ...request,
        requestedBy,
        refundId: deps.newId(),
        paymentIntentId,
        currency,
        amountCents: refundableCents,
        reason: 'held_payment',
        restock: false,
      }));
    const now = deps.clock.now();
    for (const refund of await insertRefunds(trx, refunds, now)) {
      await deps.jobs.enqueue(trx, 'refund-payment', refund);
    }
    await resolveHeldPayments(trx, orderId, { resolvedBy: requestedBy, resolvedAt: now });
    const payment = (await findPayments(trx, [orderId])).get(orderId);
    const refundIds = refunds.map(({ refundId }) => refundId);
    await recordStaffAction(trx, actor, { outcome: 'done', result: { refundIds } });
    return { refundIds, isOrdersOwn: payment?.state === 'held' };
  });
  // A crash here is harmless: the close job ends the order at X.
  if (isOrdersOwn) await closeOrders(deps, actor, [orderId], { reason: 'cancelled_by_staff' });
  const order = (await findOrders(deps.db, [orderId])).get(orderId);
  invariant(order, `order ${orderId} of a held payment exists`);
  return { refundIds, status: order.status };
}
