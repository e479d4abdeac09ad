import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Secrets of one purpose: the first signs, all verify. So a secret is replaced by listing the new one
 * first, until what the old one signed has expired or was signed again.
 */
export type SigningSecrets = readonly string[];

const SIGNATURE_CHARS = 22;

/** An HMAC of the text by the first secret. The text starts with its purpose, such as `buyer:`. */
export function sign([current = '']: SigningSecrets, text: string): string {
  if (current === '') throw new Error('there is no secret to sign with');
  return createHmac('sha256', current).update(text).digest('base64url').slice(0, SIGNATURE_CHARS);
}

/** Which secret made the signature of the text: the current one, an old one, or null for none of them. */
export function verify(
  secrets: SigningSecrets,
  text: string,
  signature: string,
): 'current' | 'old' | null {
  const index = secrets.findIndex((secret) => constantTimeEqual(signature, sign([secret], text)));
  if (index < 0) return null;
  return index === 0 ? 'current' : 'old';
}

/** Compares without leaking by its duration how many characters match. */
export function constantTimeEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
