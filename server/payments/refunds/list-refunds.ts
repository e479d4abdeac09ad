import { parseActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { orderNumber } from '../../platform/ids.ts';
import { findRefundRows, type RefundFilter } from './refund-list-store.ts';

/** A page of the refunds of all orders, the newest first. */
export async function listRefunds(deps: Deps, filter: RefundFilter) {
  const now = deps.clock.now();
  const { refunds, nextCursor } = await findRefundRows(deps.db, filter, now);
  return {
    refunds: refunds.map((refund) => ({
      ...refund,
      number: orderNumber(refund.orderId),
      requestedBy: parseActor(refund.requestedBy),
      requestedAt: refund.requestedAt.toISOString(),
    })),
    nextCursor,
    now: now.toISOString(),
  };
}
