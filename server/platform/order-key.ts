import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The key in an order's share link: who has it may see, pay and cancel this one order from any
 * device. Derived from the secret, so nothing is stored and nothing can be guessed.
 */
export function orderKey(secret: string, orderId: string): string {
  return createHmac('sha256', secret).update(`order:${orderId}`).digest('base64url').slice(0, 22);
}

export function isOrderKey(secret: string, orderId: string, key: string): boolean {
  return constantTimeEqual(key, orderKey(secret, orderId));
}

/** Compares without telling by its time how much was right. */
export function constantTimeEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
