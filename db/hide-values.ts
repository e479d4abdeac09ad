/** The fields of a PostgreSQL error in which it repeats rows, values and statements. */
interface ErrorText {
  code?: string;
  message?: string;
  detail?: string;
  hint?: string;
  where?: string;
  internalQuery?: string;
}

/** Data exceptions quote the value in their message, after a quotation mark or colon. */
const DATA_EXCEPTION = '22';
/** Messages of RAISE and internal errors may contain anything. */
const ANY_TEXT = ['P0', 'XX'];

/**
 * Removes the values from a PostgreSQL error, since whatever handles an error may log it. What remains
 * names the problem: code, message, table, column, constraint and routine.
 */
export function hideValues(error: ErrorText): void {
  error.detail = error.hint = error.where = error.internalQuery = undefined;
  const [kind, message] = [error.code?.slice(0, 2) ?? '', error.message ?? ''];
  if (kind === DATA_EXCEPTION) error.message = /^[^":]*/.exec(message)![0].trim();
  if (ANY_TEXT.includes(kind)) error.message = `PostgreSQL error ${error.code}`;
}
