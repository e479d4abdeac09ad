import { createHmac } from 'node:crypto';
import { v7, validate as isUuid } from 'uuid';
import { constantTimeEqual } from '../platform/order-key.ts';

/** The cookie that makes a browser a buyer, without any sign-up. */
const BUYER_COOKIE = 'holdfast_buyer';

const YEAR_S = 365 * 24 * 60 * 60;

/**
 * The buyer of a request, from its Cookie header.
 * @returns null when there is no cookie of ours, or one that we did not sign
 */
export function readBuyer(secret: string, cookies: string | undefined): string | null {
  const match = /(?:^|;\s*)holdfast_buyer=([^;.]+)\.([^;]+)/.exec(cookies ?? '');
  const [, buyerId, signature] = match ?? [];
  if (!buyerId || !signature || !isUuid(buyerId)) return null;
  return constantTimeEqual(signature, sign(secret, buyerId)) ? buyerId : null;
}

/** A new buyer, as the value of a Set-Cookie header. */
export function newBuyerCookie(secret: string, options: { secure: boolean }): string {
  // UUIDv7, so that the index of orders by buyer grows at one end. That the id can be guessed does
  // not matter, since it is signed.
  const buyerId = v7();
  const secure = options.secure ? '; Secure' : '';
  const value = `${buyerId}.${sign(secret, buyerId)}`;
  return `${BUYER_COOKIE}=${value}; Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure}`;
}

function sign(secret: string, buyerId: string): string {
  return createHmac('sha256', secret).update(`buyer:${buyerId}`).digest('base64url').slice(0, 22);
}
