import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The key in an order's share link, which permits to read, pay and cancel this order from any device.
 * An HMAC of the order id, so nothing is stored.
 */
export function orderKey(secret: string, orderId: string): string {
  return createHmac('sha256', secret).update(`order:${orderId}`).digest('base64url').slice(0, 22);
}

export function isOrderKey(secret: string, orderId: string, key: string): boolean {
  return constantTimeEqual(key, orderKey(secret, orderId));
}

/** Compares without leaking by its duration how many characters match. */
export function constantTimeEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
