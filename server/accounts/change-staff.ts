import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { StaffActor, StaffRole } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import {
  deletePasswordLink,
  deleteSessions,
  lockActiveAdmins,
  lockStaff,
  updateStaff,
} from './staff-store.ts';

/**
 * Changes the role of an account, or deactivates or reactivates it. Deactivation ends its sessions and its
 * link; a role counts from the account's next request.
 *
 * @throws DomainError NOT_FOUND; LAST_ADMIN when no administrator who can sign in would be left
 */
export async function changeStaff(
  deps: Deps,
  actor: StaffActor,
  { userId, role, active }: { userId: string; role?: StaffRole; active?: boolean },
): Promise<void> {
  const now = deps.clock.now();
  await inTransaction(deps.db, async (trx) => {
    const admins = await lockActiveAdmins(trx);
    const staff = await findLocked(trx, userId);
    const staysAdmin = (role ?? staff.role) === 'admin' && (active ?? staff.deactivatedAt === null);
    if (!staysAdmin && admins.includes(userId) && admins.length === 1) {
      throw new DomainError(
        { code: 'LAST_ADMIN' },
        'No other administrator would be left; make somebody else an administrator first.',
      );
    }
    await updateStaff(trx, userId, {
      now,
      ...(role && { role }),
      ...(active !== undefined && { deactivatedAt: active ? null : now }),
    });
    if (active === false) {
      await deleteSessions(trx, userId);
      await deletePasswordLink(trx, userId);
    }
    await recordStaffAction(trx, actor, { outcome: 'done', result: { account: staff.email } });
  });
}

/** @throws DomainError NOT_FOUND */
export async function findLocked(trx: Trx, userId: string) {
  const staff = await lockStaff(trx, userId);
  if (staff) return staff;
  throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such account; reload the list.');
}
