import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A random id in Stripe's format: a prefix, letters and digits, such as `pi_3kPq…`. */
export function newId(prefix: string, length = 24): string {
  // The modulo bias is harmless: ids must be unique, not secret.
  const letters = Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]);
  return `${prefix}_${letters.join('')}`;
}
