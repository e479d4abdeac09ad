import type { Deps } from '../deps.ts';
import { findOrders } from '../orders/order-store.ts';
import { viewOrder } from '../orders/order-view.ts';
import { findEventsOfOrder } from '../payments/event-list-store.ts';
import { findPaymentRequest } from '../payments/payment-store.ts';
import { viewMoney } from '../payments/view-money.ts';
import { listLocksOfOrder } from '../stock/list-locks.ts';
import { timelineOf } from './order-timeline.ts';
import { findJobsOfOrder } from './queue-store.ts';
import { findActionsOfOrder } from './staff-action-store.ts';

/**
 * All that staff see of one order: the order, its locks, its money, and its story in order of time.
 * @throws DomainError NOT_FOUND
 */
export async function getOrderDetails(deps: Deps, orderId: string, secret: string) {
  const order = await viewOrder(deps, orderId, { kind: 'staff', secret });
  const deadlines = (await findOrders(deps.db, [orderId])).get(orderId)!;
  const [locks, money, paymentRequest, events, jobs, actions] = await Promise.all([
    listLocksOfOrder(deps, orderId),
    viewMoney(deps, orderId),
    findPaymentRequest(deps.db, orderId),
    findEventsOfOrder(deps.db, orderId),
    findJobsOfOrder(deps.db, deadlines),
    findActionsOfOrder(deps.db, orderId),
  ]);
  return {
    order,
    locks,
    ...money,
    sessionId: paymentRequest?.sessionId ?? null,
    timeline: timelineOf({ order, locks, paymentRequest, events, jobs, actions, ...money }),
    now: deps.clock.now().toISOString(),
  };
}
