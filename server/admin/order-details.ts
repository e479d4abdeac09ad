import type { Deps } from '../deps.ts';
import { viewOrder } from '../orders/order-view.ts';
import { findEventsOfOrder } from '../payments/event-list-store.ts';
import { findPaymentRequest } from '../payments/payment-store.ts';
import { findRefunds } from '../payments/refund-store.ts';
import { listLocksOfOrder } from '../stock/list-locks.ts';
import { timelineOf } from './order-timeline.ts';
import { findJobsOfOrder } from './queue-store.ts';

/**
 * All that staff see of one order: the order, its locks, the jobs that will end them, its refunds,
 * and its story in order of time.
 * @throws DomainError NOT_FOUND
 */
export async function getOrderDetails(deps: Deps, orderId: string, secret: string) {
  const order = await viewOrder(deps, orderId, { kind: 'staff', secret });
  const [locks, paymentRequest, events, jobs, refunds] = await Promise.all([
    listLocksOfOrder(deps, orderId),
    findPaymentRequest(deps.db, orderId),
    findEventsOfOrder(deps.db, orderId),
    findJobsOfOrder(deps.db, orderId),
    findRefunds(deps.db, [orderId]),
  ]);
  const given = refunds
    .filter((refund) => refund.state !== 'failed')
    .reduce((sum, refund) => sum + refund.amountCents, 0);
  return {
    order,
    locks,
    sessionId: paymentRequest?.sessionId ?? null,
    /** What of the money taken can still be given back. */
    refundableCents: Math.max(0, (order.payment?.paidCents ?? 0) - given),
    refunds: refunds.map((refund) => ({
      ...refund,
      requestedAt: refund.requestedAt.toISOString(),
    })),
    timeline: timelineOf({ order, locks, paymentRequest, events, jobs, refunds }),
    now: deps.clock.now().toISOString(),
  };
}
