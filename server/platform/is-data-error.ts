/**
 * Whether PostgreSQL refused something because of what one command says: SQLSTATE classes 22 (data
 * exception) and 23 (constraint violation). Of several that went together, the others may be sound.
 */
export function isDataError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^2[23]\w{3}$/.test(code);
}
