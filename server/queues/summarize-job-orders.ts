import { orderNumber } from '../platform/ids.ts';

/** Orders that a row names; a job may carry a whole commit of them. */
const ORDERS_SHOWN_MAX = 3;

/** The orders that a job carries: the first few, and how many there are. Nothing else of it is shown. */
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
