import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';

/** How long a link to set a password can be used, in ms. */
const PASSWORD_LINK_MS = 24 * 60 * 60_000;

/**
 * Creates the account's link to set a password; earlier ones end.
 * @returns the link's token, of which only a hash is stored
 */
export async function createPasswordLink(
  db: Database | Trx,
  userId: string,
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const link = {
    token_hash: hashToken(token),
    expires_at: new Date(now.getTime() + PASSWORD_LINK_MS),
  };
  await db
    .insertInto('staff_password_links')
    .values({ user_id: userId, ...link })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(link))
    .execute();
  return token;
}

/** The account of a link that can still be used. */
export async function findPasswordLink(db: Database, token: string, now: Date) {
  return await db
    .selectFrom('staff_password_links')
    .innerJoin('staff_users', 'staff_users.id', 'staff_password_links.user_id')
    .select(['staff_users.id', 'staff_users.email', 'staff_users.name'])
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', now)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
}

/** Ends a link. @returns whether it could still be used */
export async function consumePasswordLink(trx: Trx, token: string, now: Date): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('staff_password_links')
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
