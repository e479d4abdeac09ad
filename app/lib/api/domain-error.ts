import type { DomainErrorDetails } from '#server/shared/errors.ts';

/** What the shop answers when it refuses something: a code, and the details that go with it. */
export type DomainErrorData = DomainErrorDetails & { message: string };

/** The shop's own answer inside a failed call; null when the call itself failed. */
export function getDomainError(error: unknown): DomainErrorData | null {
  if (!(error instanceof Error) || !('data' in error)) return null;
  const data = error.data as { domain?: DomainErrorData | null } | null | undefined;
  return data?.domain ?? null;
}
