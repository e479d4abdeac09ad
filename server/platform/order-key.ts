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

/**
 * The proof in the address to which the payment page sends a shopper back. It permits to learn whether this
 * order is paid, in a browser that does not know the order, and nothing else.
 */
export function returnProof(secrets: SigningSecrets, orderId: string): string {
  return sign(secrets, returnText(orderId));
}

export function isReturnProof(secrets: SigningSecrets, orderId: string, proof: string): boolean {
  return verify(secrets, returnText(orderId), proof) !== null;
}

const returnText = (orderId: string) => `payment-return:${orderId}`;

function signedText({ orderId, version }: OrderLink): string {
  return version === 0 ? `order:${orderId}` : `order:${orderId}:${version}`;
}
