import type { RouterOutputs } from '../../lib/api/trpc.ts';

export type OrderView = RouterOutputs['orders']['get'];

/**
 * The stages of an order as shoppers see them; `checking` right after they came back from paying,
 * `held` when what they paid does not match the order.
 */
export type OrderStage =
  'held' | 'to-pay' | 'checking' | 'processing' | 'time-up' | 'paid' | 'cancelled';

/** @param nowMs the server's time */
export function orderStage(
  order: Pick<OrderView, 'status' | 'payBy'> & { payment: { state: string } | null },
  nowMs: number,
): OrderStage {
  if (order.status !== 'pending_payment') return order.status;
  if (order.payment?.state === 'processing') return 'processing';
  if (order.payment?.state === 'held') return 'held';
  if (Date.parse(order.payBy) <= nowMs) return 'time-up';
  return order.payment?.state === 'checking' ? 'checking' : 'to-pay';
}

/** Whether refunds, completed or in progress, cover what was paid for the order. */
export function isFullyRefunded({ payment }: OrderView): boolean {
  return payment !== null && payment.paidCents > 0 && payment.refundedCents >= payment.paidCents;
}
