import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import { findOrderSummaries, type OrderFilter } from './order-list-store.ts';

/** A page of orders, newest first. */
export async function listOrders(deps: Deps, filter: OrderFilter) {
  const now = deps.clock.now();
  const { orders, nextCursor } = await findOrderSummaries(deps.db, filter, now);
  return {
    orders: orders.map(({ paymentState, ...row }) => ({
      ...row,
      payment: paymentState && { state: paymentState },
      number: orderNumber(row.orderId),
      placedAt: row.placedAt.toISOString(),
      payBy: row.payBy.toISOString(),
    })),
    nextCursor,
    now: now.toISOString(),
  };
}
