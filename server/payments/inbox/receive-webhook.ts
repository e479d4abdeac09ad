import type { PaymentServiceActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import type { PaymentNotice } from '../../checkout/payment.ts';
import type { RecordPaymentOutcome } from '../../checkout/record-payments.ts';
import { recordChargeRefunds } from '../refunds/record-charge-refunds.ts';
import { recordDecline } from './record-decline.ts';
import { recordDispute } from '../disputes/record-dispute.ts';
import { recordRefund } from '../refunds/record-refund.ts';

/**
 * Takes in one webhook of the payment service. It is answered with success only once what it tells
 * is committed; anything else makes the service send it again.
 *
 * @param rawBody the bytes as they came; the signature covers them
 * @returns what it did, for the log and the answer
 * @throws InvalidWebhookError when it must not be believed
 */
export async function receiveWebhook(
  shop: { deps: Deps; recordPayment(fact: PaymentNotice): Promise<RecordPaymentOutcome> },
  rawBody: Buffer,
  signature: string | undefined,
): Promise<string> {
  const { deps } = shop;
  const { notice: fact, ...event } = deps.payments.readWebhook(rawBody, signature);
  const actor: PaymentServiceActor = { kind: 'payment_service', eventId: event.eventId };
  switch (fact?.about) {
    case 'session': {
      const { orderId, sessionId, state } = fact;
      return await shop.recordPayment({ orderId, sessionId, state, event });
    }
    case 'decline':
      return await recordDecline(deps, actor, fact, event);
    case 'refund':
      return await recordRefund(deps, actor, fact.refund, { event });
    case 'charge':
      return await recordChargeRefunds(deps, actor, fact, event);
    case 'dispute':
      return await recordDispute(deps, actor, fact.dispute, { event });
    case undefined:
      return 'ignored';
  }
}
