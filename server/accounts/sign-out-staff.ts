import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { findLocked } from './change-staff.ts';
import { deleteSessions } from './staff-store.ts';

/**
 * Ends all sessions of an account.
 * @throws DomainError NOT_FOUND
 */
export async function signOutStaff(deps: Deps, actor: StaffActor, userId: string): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const { email } = await findLocked(trx, userId);
    await deleteSessions(trx, userId);
    await recordStaffAction(trx, actor, { outcome: 'done', result: { account: email } });
  });
}

/** Ends sessions of the actor: one, or all but the one in use. */
export async function endOwnSessions(
  deps: Deps,
  actor: StaffActor,
  which: { except: string } | { only: string },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await deleteSessions(trx, actor.userId, which);
    await recordStaffAction(trx, actor, { outcome: 'done' });
  });
}
