/** What is kept of one value: a number or a short text, how long a text was, or a list of such. */
export type Detail = string | number | { characters: number; lines: number } | ListEntry[];

type ListEntry = string | number | Record<string, string | number>;
export type Details = Record<string, Detail>;

/** A text that is longer, or has lines, is kept as its length: the record never holds a whole file. */
const DETAIL_CHARS_MAX = 200;
const DETAILS_MAX = 30;
/** Entries of a list, such as the variants of a product; how many more there were is kept too. */
const LIST_ENTRIES_MAX = 20;

/**
 * What is kept of what was asked for or answered, which is not checked yet: numbers, short texts, and
 * lists of them.
 *
 * @param without names that are kept elsewhere
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
    .filter(([name]) => /^\w{1,40}$/.test(name));
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
