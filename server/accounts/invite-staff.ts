import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { StaffActor, StaffRole } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { createPasswordLink } from './password-link-store.ts';
import { findStaffByEmail, insertStaff } from './staff-store.ts';

/**
 * Adds a member of staff who sets a password by a one-time link.
 * @returns the link's token
 * @throws DomainError CONFLICT when there is an account with this address
 */
export async function inviteStaff(
  deps: Deps,
  actor: StaffActor,
  { email, name, role }: { email: string; name: string; role: StaffRole },
): Promise<{ token: string }> {
  if (await findStaffByEmail(deps.db, email)) {
    throw new DomainError(
      { code: 'CONFLICT' },
      'There is an account with this e-mail address; reset its password instead.',
    );
  }
  const now = deps.clock.now();
  return await inTransaction(deps.db, async (trx) => {
    const userId = await insertStaff(trx, { email, name, role, now });
    const token = await createPasswordLink(trx, userId, now);
    await recordStaffAction(trx, actor, { outcome: 'done', result: { account: email } });
    return { token };
  });
}
