import { hashPassword } from 'better-auth/crypto';
import { inTransaction } from '#db/transaction.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { assertStrongPassword } from './assert-strong-password.ts';
import { consumePasswordLink, findPasswordLink } from './password-link-store.ts';
import { recordAccountEvent } from './record-account-event.ts';
import { deleteSessions, setCredential } from './staff-store.ts';

/**
 * Sets the password of an account by its one-time link, and ends its sessions.
 *
 * @returns the account's e-mail address
 * @throws DomainError NOT_FOUND for a link that is used or has expired, WEAK_PASSWORD
 */
export async function setPassword(
  deps: Deps,
  { token, password, network }: { token: string; password: string; network: string },
): Promise<{ email: string }> {
  const now = deps.clock.now();
  const user = await findPasswordLink(deps.db, token, now);
  if (!user) throw invalidLinkError();
  await assertStrongPassword(password, [user.email, user.name]);
  const hash = await hashPassword(password);
  const isSet = await inTransaction(deps.db, async (trx) => {
    if (!(await consumePasswordLink(trx, token, now))) return false;
    await setCredential(trx, user.id, { hash, now });
    await deleteSessions(trx, user.id);
    return true;
  });
  if (!isSet) throw invalidLinkError();
  const details = { network };
  await recordAccountEvent(deps, {
    user,
    action: 'accounts.setPassword',
    outcome: 'done',
    details,
  });
  return { email: user.email };
}

function invalidLinkError(): DomainError {
  return new DomainError(
    { code: 'NOT_FOUND' },
    'This link was used already or has expired; ask an administrator for a new one.',
  );
}
