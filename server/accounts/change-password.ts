import { hashPassword } from 'better-auth/crypto';
import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { assertStrongPassword } from './assert-strong-password.ts';
import { deletePasswordLink, deleteSessions, setCredential } from './staff-store.ts';
import { verifyOwnPassword } from './verify-password.ts';

/**
 * Changes the actor's own password and ends all other sessions.
 * @throws DomainError WRONG_PASSWORD, RATE_LIMITED, WEAK_PASSWORD
 */
export async function changePassword(
  deps: Deps,
  actor: StaffActor,
  input: { sessionId: string; name: string; currentPassword: string; newPassword: string },
): Promise<void> {
  const { sessionId, name, currentPassword, newPassword } = input;
  await verifyOwnPassword(deps, actor, { sessionId, password: currentPassword });
  await assertStrongPassword(newPassword, [actor.email, name]);
  const hash = await hashPassword(newPassword);
  await inTransaction(deps.db, async (trx) => {
    await setCredential(trx, actor.userId, { hash, now: deps.clock.now() });
    await deleteSessions(trx, actor.userId, { except: sessionId });
    await deletePasswordLink(trx, actor.userId);
    await recordStaffAction(trx, actor, { outcome: 'done' });
  });
}
