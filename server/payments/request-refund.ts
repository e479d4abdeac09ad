import { inTransaction } from '#db/transaction.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { lockOrders } from '../orders/order-store.ts';
import { findPayments } from './payment-store.ts';
import { findRefunds, insertRefunds } from './refund-store.ts';

/**
 * Records a refund that staff ask for and enqueues its job. Never more than was taken, counting the
 * refunds before it.
 * @param request.amountCents the whole rest when absent
 * @throws DomainError NOT_FOUND, REFUND_TOO_LARGE
 */
export async function requestRefund(
  deps: Deps,
  request: { orderId: string; amountCents?: number; note: string; requestedBy: string },
): Promise<{ refundId: string }> {
  const { orderId } = request;
  const refundId = deps.newId();
  await inTransaction(deps.db, async (trx) => {
    const order = (await lockOrders(trx, [orderId])).get(orderId);
    const payment = (await findPayments(trx, [orderId])).get(orderId);
    if (!order || !payment) {
      throw new DomainError(
        { code: 'NOT_FOUND' },
        'There is no such order, or nothing was paid for it.',
      );
    }
    const refunds = await findRefunds(trx, [orderId]);
    const given = refunds
      .filter((refund) => refund.state !== 'failed')
      .reduce((sum, refund) => sum + refund.amountCents, 0);
    const refundableCents = payment.paidCents - given;
    const amountCents = request.amountCents ?? refundableCents;
    if (amountCents <= 0 || amountCents > refundableCents) {
      throw new DomainError(
        { code: 'REFUND_TOO_LARGE', refundableCents },
        `${refundableCents} (minor units) of what was paid can still be given back.`,
      );
    }
    const { currency } = payment;
    await insertRefunds(
      trx,
      [
        {
          ...request,
          refundId,
          amountCents,
          currency,
          reason: 'requested_by_staff',
          restock: false,
        },
      ],
      deps.clock.now(),
    );
    await deps.jobs.enqueue(trx, 'refund-payment', { orderId, refundId });
  });
  deps.announce.changed({ orderIds: [orderId] });
  return { refundId };
}
