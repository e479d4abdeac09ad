import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { findLocked } from './change-staff.ts';
import { deletePasskey, findPasskeys } from './passkey-store.ts';
import { deleteSessions } from './staff-store.ts';

/**
 * Removes a passkey of the actor and ends all other sessions, which it may have opened.
 *
 * @param input.isLive administrators of a live shop keep a second factor
 * @throws DomainError NOT_FOUND, LAST_SECOND_FACTOR
 */
export async function removePasskey(
  deps: Deps,
  actor: StaffActor,
  input: { passkeyId: string; sessionId: string; isLive: boolean },
): Promise<void> {
  const { passkeyId, sessionId, isLive } = input;
  await inTransaction(deps.db, async (trx) => {
    // Two removals at once would each see the other's passkey.
    const { role, hasTotp } = await findLocked(trx, actor.userId);
    const passkeys = await findPasskeys(trx, actor.userId);
    const passkey = passkeys.find((own) => own.passkeyId === passkeyId);
    if (!passkey) {
      throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such passkey; reload the list.');
    }
    if (isLive && role === 'admin' && passkeys.length === 1 && !hasTotp) {
      throw new DomainError(
        { code: 'LAST_SECOND_FACTOR' },
        'Administrators of a live shop need a second factor; add another one first.',
      );
    }
    await deletePasskey(trx, passkeyId);
    await deleteSessions(trx, actor.userId, { except: sessionId });
    await recordStaffAction(trx, actor, { outcome: 'done', result: { name: passkey.name } });
  });
}
