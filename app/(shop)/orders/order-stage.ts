import type { RouterOutputs } from '../../lib/api/trpc.ts';

export type OrderView = RouterOutputs['orders']['get'];

/** The stages of an order as shoppers see them; `checking` right after they came back from paying. */
export type OrderStage = 'to-pay' | 'checking' | 'processing' | 'time-up' | 'paid' | 'cancelled';

/** @param nowMs the server's time */
export function orderStage(
  order: Pick<OrderView, 'status' | 'payBy'> & { payment: { state: string } | null },
  nowMs: number,
): OrderStage {
  if (order.status !== 'pending_payment') return order.status;
  if (order.payment?.state === 'processing') return 'processing';
  return Date.parse(order.payBy) <= nowMs ? 'time-up' : 'to-pay';
}

/** Whether refunds, completed or in progress, cover the total. */
export function isFullyRefunded(order: OrderView): boolean {
  const refundedCents = order.refunds.reduce(
    (sum, refund) => sum + (refund.state === 'failed' ? 0 : refund.amountCents),
    0,
  );
  return refundedCents > 0 && refundedCents >= order.totalCents;
}
