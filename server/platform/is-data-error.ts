/**
 * Whether PostgreSQL refused the data of a statement: SQLSTATE class 22 (data exception) or 23
 * (integrity constraint violation). A single command of a batch can cause it.
 */
export function isDataError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^2[23]\w{3}$/.test(code);
}
