import type { ShopRecords, ServiceRecords } from './records.ts';
import type { Report } from './rules.ts';

type ShopWork = Pick<ShopRecords, 'orders' | 'unappliedEventIds'>;

/** What must finish by itself once everything works and the shop has swept. */
export function checkSettled({ orders, unappliedEventIds }: ShopWork, report: Report): void {
  for (const { orderId, status, unitsLocked } of orders.values()) {
    if (status === 'pending_payment') {
      report('liveness/no-order-stays-pending', `order ${orderId}`);
    } else if (unitsLocked > 0) {
      report(
        'liveness/no-stock-stays-locked',
        `order ${orderId} is ${status}, ${unitsLocked} locked`,
      );
    }
  }
  for (const eventId of unappliedEventIds) {
    report('liveness/accepted-event-applied', `event ${eventId}`);
  }
}

/** What must be finished once staff, banks and reconciliation have done their part, too. */
export function checkFinished(shop: ShopWork, { sessions }: ServiceRecords, report: Report): void {
  checkSettled(shop, report);
  for (const { orderId, refunds } of shop.orders.values()) {
    for (const { refundId, state } of refunds) {
      if (state !== 'requested' && state !== 'pending') continue;
      report('liveness/no-refund-stays-open', `refund ${refundId} of order ${orderId} is ${state}`);
    }
  }
  for (const { sessionId, orderId, status, paymentStatus } of sessions) {
    if (status !== 'open' && paymentStatus !== 'processing') continue;
    const state = status === 'open' ? 'open' : 'processing';
    report('liveness/no-session-stays-open', `${sessionId} of order ${orderId} is ${state}`);
  }
}
