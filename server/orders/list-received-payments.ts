import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import { findReceivedPayments, type ReceivedPaymentFilter } from './received-payment-store.ts';

/** A page of the payments that were received, with or without an order to pay; newest orders first. */
export async function listReceivedPayments(deps: Deps, filter: ReceivedPaymentFilter) {
  const now = deps.clock.now();
  const { payments, nextCursor } = await findReceivedPayments(deps.db, filter, now);
  return {
    payments: payments.map((payment) => ({
      ...payment,
      number: orderNumber(payment.orderId),
      receivedAt: payment.receivedAt.toISOString(),
    })),
    nextCursor,
    now: now.toISOString(),
  };
}
