/**
 * Whether an in-process call was refused because there is no such thing. A mistyped address that
 * could never name anything is refused as a bad request, which comes to the same.
 */
export function isNotFoundError(error: unknown): boolean {
  // Next's bundle has its own copy of the error classes, so only the code can tell.
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')
  );
}
