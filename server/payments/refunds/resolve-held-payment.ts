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
 * Gives back all money of an order that came and did not fit, and closes the order if that money came
 * on its own session, since nothing else can be paid on it. Money that came elsewhere leaves the order
 * as it is. To accept money that does not fit is not offered.
 *
 * Repeatable: what is given back already, here or at the payment service's dashboard, is not again.
 *
 * @returns the refunds that were asked for, and the order's status after it
 * @throws DomainError NOT_FOUND when no money of this order is held
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
      throw new DomainError({ code: 'NOT_FOUND' }, 'No money of this order is held.');
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
  // Dying here is harmless: the order closes at X like any other that cannot be paid.
  if (isOrdersOwn) await closeOrders(deps, actor, [orderId], { reason: 'cancelled_by_staff' });
  const order = (await findOrders(deps.db, [orderId])).get(orderId);
  invariant(order, `order ${orderId}, whose money is held, exists`);
  return { refundIds, status: order.status };
}
