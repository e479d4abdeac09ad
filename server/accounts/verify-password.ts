import { verifyPassword } from 'better-auth/crypto';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { beginVerification } from './sign-in-attempts.ts';
import { findCredentialByEmail, setVerifiedAt } from './staff-store.ts';

/**
 * Proves by password who sits at a session, and notes it there.
 * @throws DomainError WRONG_PASSWORD, RATE_LIMITED
 */
export async function verifyOwnPassword(
  deps: Deps,
  actor: StaffActor,
  { sessionId, password }: { sessionId: string; password: string },
): Promise<void> {
  const attempt = await beginVerification(deps, sessionId);
  if (!attempt.allowed) {
    throw new DomainError(
      { code: 'RATE_LIMITED' },
      'The password was wrong too often. Wait 15 minutes, then try again.',
    );
  }
  const hash = await findCredentialByEmail(deps.db, actor.email);
  if (!hash || !(await verifyPassword({ hash, password }))) {
    throw new DomainError({ code: 'WRONG_PASSWORD' }, 'This is not your password; try again.');
  }
  await attempt.succeeded();
  await setVerifiedAt(deps.db, sessionId, deps.clock.now());
}
