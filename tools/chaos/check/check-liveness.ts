import type { CheckInput } from './check-input.ts';
import type { Finding } from './finding.ts';

/** What has not ended, although everything works again and time was given. */
export function checkLiveness({ shop, service }: CheckInput): Finding[] {
  const findings: Finding[] = [];
  const stuck = (message: string) => findings.push({ kind: 'stuck', message });
  for (const order of shop.orders.values()) {
    const { orderId, status, unitsLocked, refunds } = order;
    if (status === 'pending_payment') {
      stuck(
        `order ${orderId} is still pending, ${Math.round((Date.now() - order.payBy) / 1000)} s after its window`,
      );
    } else if (unitsLocked > 0) {
      stuck(`order ${orderId} is ${status} and still locks ${unitsLocked} units`);
    }
    for (const { refundId, state } of refunds) {
      if (state === 'requested' || state === 'pending') {
        stuck(`refund ${refundId} of order ${orderId} is still ${state}`);
      }
    }
  }
  for (const session of service.sessions) {
    if (session.status === 'open') {
      stuck(`session ${session.sessionId} of order ${session.orderId} can still be paid`);
    } else if (session.paymentStatus === 'processing') {
      stuck(`the payment of order ${session.orderId} is still under way at the payment service`);
    }
  }
  return findings;
}
