import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { PaymentServiceError, type ServiceRefund } from '../../platform/payment-service.ts';
import { recordRefund } from './record-refund.ts';
import { findRefund, storeRefundError, type Refund } from '../../checkout/refund-store.ts';
import { findInPages } from './paginate.ts';

/**
 * Makes a recorded refund at the payment service and records the result. Repeatable: a finished
 * refund is left as it is, and one that the service made although its answer was lost is found
 * there and not made again.
 *
 * @returns the refund's state afterwards
 * @throws PaymentServiceError when the result is unknown; the message is stored for staff, and the
 *   job is retried
 */
export async function refundPayment(
  deps: Deps,
  actor: Actor,
  id: { orderId: string; refundId: string },
): Promise<Refund['state']> {
  const refund = await findRefund(deps.db, id);
  if (!refund) throw new Error(`there is no refund ${id.refundId} of order ${id.orderId}`);
  if (refund.state === 'succeeded' || refund.state === 'failed') return refund.state;
  try {
    const made = (await findExistingRefund(deps, refund)) ?? (await createRefund(deps, refund));
    const { orderId } = id;
    await recordRefund(deps, actor, { ...made, refundId: id.refundId }, { orderId, event: null });
    return made.state;
  } catch (error) {
    if (!(error instanceof PaymentServiceError)) throw error;
    const refused = error.outcome === 'refused';
    await storeRefundError(deps.db, id, { error: error.message, refused }, deps.clock.now());
    // A refused refund would be refused again; staff see the error and decide.
    if (refused) return 'failed';
    throw error;
  }
}

/** The service forgets idempotency keys after a day, so what was made is looked up first. */
async function findExistingRefund(deps: Deps, refund: Refund): Promise<ServiceRefund | null> {
  return await findInPages(
    (cursor) => deps.payments.listRefunds(refund, cursor),
    ({ refundId, serviceRefundId }) =>
      refundId === refund.refundId || serviceRefundId === refund.serviceRefundId,
  );
}

/** Creates the refund unless the service has a record of it. */
async function createRefund(deps: Deps, refund: Refund): Promise<ServiceRefund> {
  const { serviceRefundId, orderId } = refund;
  if (serviceRefundId !== null) {
    throw new PaymentServiceError(
      `the payment service does not list its refund ${serviceRefundId} of order ${orderId} any more`,
    );
  }
  try {
    return await deps.payments.refund(refund);
  } catch (error) {
    if (!(error instanceof PaymentServiceError) || error.outcome !== 'refused') throw error;
    // "Already refunded" may mean this very refund, made since it was looked for.
    const made = await findExistingRefund(deps, refund);
    if (!made) throw error;
    return made;
  }
}
