/** What is kept of one value: a number or a short text, how long a text was, or a list of such. */
export type Detail = string | number | { characters: number; lines: number } | Entry[];

type Entry = string | number | Record<string, string | number>;
export type Details = Record<string, Detail>;

/** A text that is longer, or has lines, is kept as its length: the record never holds a whole file. */
const DETAIL_CHARS_MAX = 200;
const DETAILS_MAX = 30;
/** Entries of a list, such as the variants of a product; how many more there were is kept too. */
const LISTED_MAX = 20;

/**
 * What is kept of what was asked for or answered, which is not checked yet: numbers, short texts, and
 * lists of them.
 *
 * @param without names that are kept elsewhere
 */
export function detailsOf(
  values: Record<string, unknown>,
  without: readonly string[] = [],
): Details {
  const details: Details = {};
  for (const [name, value] of entriesOf(values)) {
    if (without.includes(name)) continue;
    if (Array.isArray(value)) {
      if (value.length > 0) details[name] = listOf(value);
      if (value.length > LISTED_MAX) details[`${name}More`] = value.length - LISTED_MAX;
      continue;
    }
    const kept = scalarOf(value) ?? lengthOf(value);
    if (kept !== null) details[name] = kept;
  }
  return details;
}

function listOf(values: readonly unknown[]): Entry[] {
  return values.slice(0, LISTED_MAX).flatMap((value): Entry[] => {
    const scalar = scalarOf(value);
    if (scalar !== null) return [scalar];
    if (typeof value !== 'object' || value === null) return [];
    const fields = entriesOf(value).flatMap(([name, field]) => {
      const kept = scalarOf(field);
      return kept === null ? [] : [[name, kept] as const];
    });
    return [Object.fromEntries(fields)];
  });
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value)
    .slice(0, DETAILS_MAX)
    .filter(([name]) => /^\w{1,40}$/.test(name));
}

function scalarOf(value: unknown): string | number | null {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return typeof value === 'number' ? value : String(value);
  }
  if (typeof value !== 'string' || value === '' || isLong(value)) return null;
  // Characters that no column takes are replaced.
  return value.toWellFormed().replaceAll(/\p{Cc}/gu, '\uFFFD');
}

function lengthOf(value: unknown): { characters: number; lines: number } | null {
  if (typeof value !== 'string' || !isLong(value)) return null;
  return { characters: value.length, lines: value.split('\n').length };
}

function isLong(text: string): boolean {
  return text.length > DETAIL_CHARS_MAX || text.includes('\n');
}
