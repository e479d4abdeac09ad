/** One stored value: a number, a short text, the length of a long text, or a list. */
export type Detail = string | number | { characters: number; lines: number } | ListEntry[];

type ListEntry = string | number | Record<string, string | number>;
export type Details = Record<string, Detail>;

/** A longer text, or one with line breaks, is stored as its length, so that no row holds a file. */
const DETAIL_CHARS_MAX = 200;
const DETAILS_MAX = 30;
/** Values that let their reader act as somebody else. */
const SECRET_NAME = /^(key|token|secret|otp|\w*password)$/i;
/** Entries of a list, such as the variants of a product; the number of the others is stored too. */
const LIST_ENTRIES_MAX = 20;

/**
 * Extracts what is worth storing of a request or an answer, which may be invalid: numbers, short
 * texts, and lists of them.
 *
 * @param without names that have columns of their own
 */
export function extractDetails(
  values: Record<string, unknown>,
  without: readonly string[] = [],
): Details {
  const details: Details = {};
  for (const [name, value] of boundedEntries(values)) {
    if (without.includes(name)) continue;
    if (Array.isArray(value)) {
      if (value.length > 0) details[name] = extractListEntries(value);
      if (value.length > LIST_ENTRIES_MAX) details[`${name}More`] = value.length - LIST_ENTRIES_MAX;
      continue;
    }
    const kept = toScalar(value) ?? toTextLength(value);
    if (kept !== null) details[name] = kept;
  }
  return details;
}

function extractListEntries(values: readonly unknown[]): ListEntry[] {
  return values.slice(0, LIST_ENTRIES_MAX).flatMap((value): ListEntry[] => {
    const scalar = toScalar(value);
    if (scalar !== null) return [scalar];
    if (typeof value !== 'object' || value === null) return [];
    const fields = boundedEntries(value).flatMap(([name, field]) => {
      const kept = toScalar(field);
      return kept === null ? [] : [[name, kept] as const];
    });
    return [Object.fromEntries(fields)];
  });
}

function boundedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .slice(0, DETAILS_MAX)
    .filter(([name]) => /^\w{1,40}$/.test(name) && !SECRET_NAME.test(name));
}

function toScalar(value: unknown): string | number | null {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return typeof value === 'number' ? value : String(value);
  }
  if (typeof value !== 'string' || value === '' || isLong(value)) return null;
  // Characters that no column takes are replaced.
  return value.toWellFormed().replaceAll(/\p{Cc}/gu, '\uFFFD');
}

function toTextLength(value: unknown): { characters: number; lines: number } | null {
  if (typeof value !== 'string' || !isLong(value)) return null;
  return { characters: value.length, lines: value.split('\n').length };
}

function isLong(text: string): boolean {
  return text.length > DETAIL_CHARS_MAX || text.includes('\n');
}
