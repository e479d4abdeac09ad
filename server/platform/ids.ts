import { v7 } from 'uuid';

/** A new UUIDv7. An order's id is made by the buyer's browser instead. */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime() });
}

/**
 * The timestamp in a UUIDv7 (RFC 9562, section 5.7: its first 48 bits).
 * @returns milliseconds since 1970
 */
export function idTimestampMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The smallest UUIDv7 of a millisecond, as the lower bound of a range of ids. */
export function minIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

// Crockford's base 32 has no I, L, O and U, which are easily misread.
const CROCKFORD_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Order numbers count milliseconds from 2024-01-01, which limits their time to 42 bits. */
const EPOCH_MS = 1_704_067_200_000;
const NUMBER_BITS = 80n;
/** 12 before the variant of the UUID and 26 after it. */
const RANDOM_BITS = 38n;
const RANDOM_B_BITS = 26n;
const RANDOM_B_MASK = (1n << RANDOM_B_BITS) - 1n;
const NUMBER_LENGTH = 16;
const NUMBER_PREFIX_LENGTH_MIN = 4;

/**
 * The readable order number, such as `0R3K-7QFA-93WX-5T2N`: 42 bits of the id's timestamp and its first 38
 * random bits: of a millisecond with 30 orders, two share a number once in about 10⁹ times. Derived from the
 * id, it needs no column and no index.
 */
export function orderNumber(orderId: string): string {
  const hex = orderId.replaceAll('-', '');
  const time = BigInt(Math.max(0, idTimestampMs(orderId) - EPOCH_MS));
  const randomA = BigInt(`0x${hex.slice(13, 16)}`);
  const randomB = BigInt(`0x${hex.slice(16, 23)}`) & RANDOM_B_MASK;
  let bits = (time << RANDOM_BITS) | (randomA << RANDOM_B_BITS) | randomB;
  let text = '';
  for (let i = 0n; i < NUMBER_BITS; i += 5n) {
    text = CROCKFORD_ALPHABET[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text.replaceAll(/(.{4})(?=.)/g, '$1-');
}

/**
 * The range of order ids that match an order number or its prefix.
 * @param number at least its first four characters, which cover 70 minutes
 * @returns null if the text is no order number
 */
export function orderIdRange(number: string): { from: string; to: string } | null {
  const characters = number
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (characters.length < NUMBER_PREFIX_LENGTH_MIN || characters.length > NUMBER_LENGTH)
    return null;
  if (Array.from(characters).some((character) => !CROCKFORD_ALPHABET.includes(character)))
    return null;
  return {
    from: `${decodeIdPrefix(characters.padEnd(NUMBER_LENGTH, '0'))}000000000`,
    to: `${decodeIdPrefix(characters.padEnd(NUMBER_LENGTH, 'Z'))}fffffffff`,
  };
}

/** The part of an id that its order number contains. */
function decodeIdPrefix(characters: string): string {
  let bits = 0n;
  for (const character of characters)
    bits = (bits << 5n) | BigInt(CROCKFORD_ALPHABET.indexOf(character));
  const time = (bits >> RANDOM_BITS) + BigInt(EPOCH_MS);
  const timeHex = time.toString(16).padStart(12, '0');
  const randomA = ((bits >> RANDOM_B_BITS) & 0xfffn).toString(16).padStart(3, '0');
  // The variant of a UUID is the bits 10.
  const randomB = ((bits & RANDOM_B_MASK) | (2n << RANDOM_B_BITS)).toString(16);
  return `${timeHex.slice(0, 8)}-${timeHex.slice(8)}-7${randomA}-${randomB.slice(0, 4)}-${randomB.slice(4)}`;
}
