import type { Deps } from '../deps.ts';
import { PaymentServiceError } from './payment-service.ts';
import { findPayments } from './payment-store.ts';
import { findRefund, updateRefund, type Refund } from './refund-store.ts';

/**
 * Makes a recorded refund at the payment service, under the refund's id as idempotency key, and
 * records what came of it. Repeatable: a refund that succeeded or failed for good is left alone.
 *
 * @throws PaymentServiceError when the service did not do it; its word is kept for staff, and the
 *   job tries again
 */
export async function refundPayment(
  deps: Deps,
  id: { orderId: string; refundId: string },
): Promise<Refund['state']> {
  const refund = await findRefund(deps.db, id);
  if (!refund) throw new Error(`there is no refund ${id.refundId} of order ${id.orderId}`);
  if (refund.state === 'succeeded' || refund.state === 'failed') return refund.state;

  const payment = (await findPayments(deps.db, [id.orderId])).get(id.orderId);
  if (!payment?.paymentIntentId) {
    throw new Error(`order ${id.orderId} has no payment to give back`);
  }
  try {
    const { paymentIntentId } = payment;
    const made = await deps.payments.refund({
      ...id,
      paymentIntentId,
      amountCents: refund.amountCents,
    });
    await updateRefund(deps.db, id, made, deps.clock.now());
    deps.announce.changed({ orderIds: [id.orderId] });
    return made.state;
  } catch (error) {
    if (error instanceof PaymentServiceError) {
      const change = { state: refund.state, error: error.message };
      await updateRefund(deps.db, id, change, deps.clock.now());
    }
    throw error;
  }
}
