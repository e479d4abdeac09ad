import type { RouterOutputs } from '../../lib/api/trpc.ts';

export type OrderView = RouterOutputs['orders']['get'];

/** Where an order stands, in the steps that a shopper sees. */
export type OrderStage = 'to-pay' | 'processing' | 'time-up' | 'paid' | 'cancelled';

/** @param nowMs the server's time */
export function orderStage(
  order: Pick<OrderView, 'status' | 'payBy'> & { payment: { state: string } | null },
  nowMs: number,
): OrderStage {
  if (order.status !== 'pending_payment') return order.status;
  if (order.payment?.state === 'processing') return 'processing';
  return Date.parse(order.payBy) <= nowMs ? 'time-up' : 'to-pay';
}

/** Whether all that was paid for an order has been given back, or is on its way. */
export function isFullyRefunded(order: OrderView): boolean {
  const back = order.refunds.reduce(
    (sum, refund) => sum + (refund.state === 'failed' ? 0 : refund.amountCents),
    0,
  );
  return back > 0 && back >= order.totalCents;
}
