import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A new random id such as `pi_3kPq…`, in the shape of Stripe's: a prefix and letters and digits. */
export function newId(prefix: string, length = 24): string {
  // 62 does not divide 256; the slight bias is harmless, since ids need to be unique, not secret.
  const letters = Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]);
  return `${prefix}_${letters.join('')}`;
}
