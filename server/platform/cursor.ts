import type { z } from 'zod';
import { DomainError } from '../shared/errors.ts';

/** Default page size of a list. */
export const PAGE_SIZE = 50;

/** Keyset pagination: cuts rows, read with `limit + 1`, to one page and makes the next page's cursor. */
export function paginate<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (last: Row) => readonly (string | number)[],
): { rows: Row[]; nextCursor: string | null } {
  if (rows.length <= limit) return { rows, nextCursor: null };
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: encodeCursor(cursorOf(page.at(-1)!)) };
}

/** An opaque cursor: the sort key of a page's last row. */
function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * @throws DomainError VALIDATION for a cursor that this list did not make
 */
export function decodeCursor<Schema extends z.ZodType>(cursor: string, schema: Schema) {
  try {
    const text = Buffer.from(cursor, 'base64url').toString();
    // PostgreSQL stores neither NUL nor half a surrogate pair, which JSON can write as an escape.
    if (/\\u(0000|d[89a-f])/i.test(text)) throw new SyntaxError('no text of ours');
    return schema.parse(JSON.parse(text));
  } catch {
    const message = 'This page link is no longer valid; start from the first page.';
    throw new DomainError({ code: 'VALIDATION', issues: [{ path: 'cursor', message }] }, message);
  }
}
