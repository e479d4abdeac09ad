/** Whether an in-process call was refused because there is no such thing. */
export function answersNotFound(error: unknown): boolean {
  // Next's bundle has its own copy of the error classes, so only the code can tell.
  return error instanceof Error && 'code' in error && error.code === 'NOT_FOUND';
}
