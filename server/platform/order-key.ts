import { sign, verify, type SigningSecrets } from './signature.ts';

/** An order, and how often its link has been replaced. */
export interface OrderLink {
  orderId: string;
  version: number;
}

/**
 * The key in an order's link, which permits to read, pay and cancel this order from any device. An HMAC,
 * so only the version of a replaced link is stored.
 */
export function orderKey(secrets: SigningSecrets, link: OrderLink): string {
  return sign(secrets, signedText(link));
}

export function isOrderKey(secrets: SigningSecrets, link: OrderLink, key: string): boolean {
  return verify(secrets, signedText(link), key) !== null;
}

function signedText({ orderId, version }: OrderLink): string {
  return version === 0 ? `order:${orderId}` : `order:${orderId}:${version}`;
}
