import type { z } from 'zod';
import { DomainError } from '../shared/errors.ts';

/** Rows per page of a list, unless asked otherwise. */
export const PAGE_SIZE = 50;

/** A page of rows read by `limit + 1`, and the cursor of the next, when there is one. */
export function paginate<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (last: Row) => readonly (string | number)[],
): { rows: Row[]; nextCursor: string | null } {
  if (rows.length <= limit) return { rows, nextCursor: null };
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: encodeCursor(cursorOf(page.at(-1)!)) };
}

/** Where a page ended, as text that means nothing to the caller. */
function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * Reads a cursor back.
 * @throws DomainError VALIDATION when it is none of ours
 */
export function decodeCursor<Schema extends z.ZodType>(cursor: string, schema: Schema) {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    const message = 'This page link is no longer valid; start from the first page.';
    throw new DomainError({ code: 'VALIDATION', issues: [{ path: 'cursor', message }] }, message);
  }
}
