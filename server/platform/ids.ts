import { v7 } from 'uuid';

/** A new UUIDv7, for rows whose id is made by us; an order's is made by the buyer's browser. */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime() });
}

/**
 * The time inside a UUIDv7 (RFC 9562, section 5.7: the first 48 bits are Unix milliseconds).
 * @returns milliseconds since 1970
 */
export function idTimestampMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The smallest UUIDv7 of a millisecond: ids from it on were made then or later. */
export function minIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

// Crockford's base 32: no I, L, O, U, so that a number can be read aloud and typed again.
const CROCKFORD_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Order numbers count milliseconds from here (2024-01-01), which keeps them to twelve signs. */
const EPOCH_MS = 1_704_067_200_000;
const NUMBER_BITS = 60n;
const RANDOM_BITS = 18n;
const NUMBER_LENGTH = 12;
const NUMBER_PREFIX_LENGTH_MIN = 4;

/**
 * The number that people read for an order, such as `0R3K-7QFA-93WX`: 42 bits of the id's time and
 * its first 18 random bits. It is derived, so it needs no column and no index of its own.
 */
export function orderNumber(orderId: string): string {
  const hex = orderId.replaceAll('-', '');
  const time = BigInt(Math.max(0, idTimestampMs(orderId) - EPOCH_MS));
  const randomA = BigInt(`0x${hex.slice(13, 16)}`);
  const randomB = BigInt(`0x${hex.slice(16, 18)}`) & 0x3fn;
  let bits = (time << RANDOM_BITS) | (randomA << 6n) | randomB;
  let text = '';
  for (let i = 0n; i < NUMBER_BITS; i += 5n) {
    text = CROCKFORD_ALPHABET[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/**
 * The ids that an order number, or its beginning, can stand for, as a range of the primary key; two
 * orders share a number only when they share a millisecond and 18 random bits.
 * @param number at least its first four signs, which stand for an hour and ten minutes
 * @returns null when the text is no order number
 */
export function orderIdRange(number: string): { from: string; to: string } | null {
  const signs = number
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (signs.length < NUMBER_PREFIX_LENGTH_MIN || signs.length > NUMBER_LENGTH) return null;
  if (Array.from(signs).some((sign) => !CROCKFORD_ALPHABET.includes(sign))) return null;
  return {
    from: `${decodeIdPrefix(signs.padEnd(NUMBER_LENGTH, '0'))}00-000000000000`,
    to: `${decodeIdPrefix(signs.padEnd(NUMBER_LENGTH, 'Z'))}ff-ffffffffffff`,
  };
}

/** All of an id that its whole number tells. */
function decodeIdPrefix(signs: string): string {
  let bits = 0n;
  for (const sign of signs) bits = (bits << 5n) | BigInt(CROCKFORD_ALPHABET.indexOf(sign));
  const time = (bits >> RANDOM_BITS) + BigInt(EPOCH_MS);
  const timeHex = time.toString(16).padStart(12, '0');
  const randomA = ((bits >> 6n) & 0xfffn).toString(16).padStart(3, '0');
  const randomB = ((bits & 0x3fn) | 0x80n).toString(16).padStart(2, '0');
  return `${timeHex.slice(0, 8)}-${timeHex.slice(8)}-7${randomA}-${randomB}`;
}
