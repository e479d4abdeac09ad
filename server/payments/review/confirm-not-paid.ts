import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction, recordStaffOutcome } from '../../audit-trail/record-staff-action.ts';
import { statusAfter } from '../../checkout/cancel-order.ts';
import { closeOrders } from '../../checkout/close-orders.ts';
import type { OrderStatus } from '../../checkout/order.ts';
import { lockOrders } from '../../checkout/order-store.ts';
import { isTerminalUnpaid } from '../../checkout/payment.ts';
import { findPayments, updatePayments } from '../../checkout/payment-store.ts';
import { settleOrders } from '../../checkout/settle-orders.ts';
import type { StaffActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';

/**
 * Cancels an order whose session the payment service does not know, because an administrator confirms that
 * nothing was paid. The service is asked again first; any answer of its own decides instead. A payment that
 * arrives later is refunded, as any payment of a cancelled order.
 *
 * @returns the order's status after it
 * @throws DomainError PAYMENT_SERVICE_UNAVAILABLE when the service does not answer
 */
export async function confirmNotPaid(
  deps: Deps,
  actor: StaffActor,
  orderId: string,
): Promise<{ status: OrderStatus }> {
  const reason = 'cancelled_by_staff';
  const outcome = (await closeOrders(deps, actor, [orderId], { reason })).get(orderId)!;
  if (outcome !== 'missing_at_service') {
    const status = statusAfter(outcome);
    await recordStaffOutcome(deps, actor, { outcome: status });
    return { status };
  }
  const status = await inTransaction(deps.db, async (trx) => {
    const order = (await lockOrders(trx, [orderId])).get(orderId)!;
    if (order.status !== 'pending_payment') return order.status;
    const payment = (await findPayments(trx, [orderId])).get(orderId)!;
    const now = deps.clock.now();
    // A payment that is held or has failed by now keeps its state, which permits to cancel the order too.
    if (!isTerminalUnpaid(payment)) {
      await updatePayments(trx, [{ ...payment, state: 'expired' }], now);
    }
    await settleOrders(trx, [{ orderId, status: 'cancelled', reason }], now);
    const { sessionId } = payment;
    await recordStaffAction(trx, actor, { outcome: 'cancelled', result: { sessionId } });
    return 'cancelled' as const;
  });
  return { status };
}
