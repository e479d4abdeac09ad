import type { Deps } from '../platform/deps.ts';
import { findOrders } from '../checkout/order-store.ts';
import { viewOrder } from './order-view.ts';
import { findEventsOfOrder } from '../payments/inbox/event-list-store.ts';
import { findPaymentRequest } from '../checkout/payment-store.ts';
import { viewOrderPayments } from './view-order-payments.ts';
import { listLocksOfOrder } from '../inventory/list-locks.ts';
import { buildTimeline } from './order-timeline.ts';
import { findJobsOfOrder } from '../queues/queue-store.ts';
import { findActionsOfOrder } from '../audit-trail/staff-action-store.ts';

/**
 * What staff see of one order: the order, its locks, its payments and its timeline.
 * @throws DomainError NOT_FOUND
 */
export async function getOrderDetails(deps: Deps, orderId: string) {
  const order = await viewOrder(deps, orderId, { kind: 'staff' });
  const deadlines = (await findOrders(deps.db, [orderId])).get(orderId)!;
  const [locks, money, paymentRequest, events, jobs, actions] = await Promise.all([
    listLocksOfOrder(deps, orderId),
    viewOrderPayments(deps, orderId),
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
    timeline: buildTimeline({ order, locks, paymentRequest, events, jobs, actions, ...money }),
    now: deps.clock.now().toISOString(),
  };
}
