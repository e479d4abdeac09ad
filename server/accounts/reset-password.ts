import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { findLocked } from './change-staff.ts';
import { createPasswordLink } from './password-link-store.ts';
import { deleteCredential, deleteSecondFactor, deleteSessions } from './staff-store.ts';

/**
 * Ends the password and the sessions of another account, which then sets a new one by a one-time link.
 *
 * @param input.removeSecondFactor for somebody who has lost it
 * @returns the link's token
 * @throws DomainError NOT_FOUND; FORBIDDEN for the actor's own account, who would be left without a password
 */
export async function resetPassword(
  deps: Deps,
  actor: StaffActor,
  { userId, removeSecondFactor }: { userId: string; removeSecondFactor: boolean },
): Promise<{ token: string }> {
  if (userId === actor.userId) {
    throw new DomainError({ code: 'FORBIDDEN' }, 'Change your own password on the account page.');
  }
  const now = deps.clock.now();
  return await inTransaction(deps.db, async (trx) => {
    const staff = await findLocked(trx, userId);
    if (staff.deactivatedAt) {
      throw new DomainError({ code: 'CONFLICT' }, 'Reactivate the account first.');
    }
    await deleteCredential(trx, userId);
    await deleteSessions(trx, userId);
    if (removeSecondFactor) await deleteSecondFactor(trx, userId);
    const token = await createPasswordLink(trx, userId, now);
    await recordStaffAction(trx, actor, { outcome: 'done', result: { account: staff.email } });
    return { token };
  });
}
