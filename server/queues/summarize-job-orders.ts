import { orderNumber } from '../platform/ids.ts';

/** Orders listed per row; a job may carry hundreds. */
const ORDERS_SHOWN_MAX = 3;

/**
 * The orders of a job: the first few, and how many there are. Nothing else of the payload is shown.
 */
export function summarizeJobOrders(payload: Record<string, unknown> | null) {
  const orderIds = readOrderIds(payload ?? {});
  return {
    orders: orderIds
      .slice(0, ORDERS_SHOWN_MAX)
      .map((orderId) => ({ orderId, number: orderNumber(orderId) })),
    orderCount: orderIds.length,
  };
}

function readOrderIds(payload: Record<string, unknown>): string[] {
  const { orderIds, orderId } = payload;
  const ids: unknown[] = Array.isArray(orderIds) ? orderIds : [orderId];
  return ids.filter((id) => typeof id === 'string');
}
