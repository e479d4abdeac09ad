import { sign, verify, type SigningSecrets } from './signature.ts';

/**
 * The key in an order's share link, which permits to read, pay and cancel this order from any device.
 * An HMAC of the order id, so nothing is stored.
 */
export function orderKey(secrets: SigningSecrets, orderId: string): string {
  return sign(secrets, `order:${orderId}`);
}

export function isOrderKey(secrets: SigningSecrets, orderId: string, key: string): boolean {
  return verify(secrets, `order:${orderId}`, key) !== null;
}
