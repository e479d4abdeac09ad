import type { Shop } from '../shop.ts';
import { updateRefund } from './refund-store.ts';

/**
 * Takes in one webhook of the payment service. It is answered with success only once what it tells
 * is committed; anything else makes the service send it again.
 *
 * @param rawBody the bytes as they came; the signature covers them
 * @returns what it did, for the log and the answer
 * @throws InvalidWebhookError when it must not be believed
 */
export async function receiveWebhook(
  shop: Shop,
  rawBody: Buffer,
  signature: string | undefined,
): Promise<string> {
  const { deps } = shop;
  const { fact, ...event } = deps.payments.readWebhook(rawBody, signature);
  if (!fact) return 'ignored';
  const { orderId } = fact;
  if (fact.about === 'session') {
    const { sessionId, state } = fact;
    return await shop.recordPayment({ orderId, sessionId, state, event });
  }
  const { state, error } = fact;
  const changed = await updateRefund(deps.db, fact, { state, error }, deps.clock.now());
  if (changed) deps.announce.changed({ orderIds: [orderId] });
  return changed ? 'refund_updated' : 'nothing_new';
}
