import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';

/** The passkeys of an account, the oldest first. */
export async function findPasskeys(db: Database | Trx, userId: string) {
  return await db
    .selectFrom('staff_passkeys')
    .select(['id as passkeyId', 'name', 'created_at as addedAt'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
}

/** Whose passkey it is. */
export async function findPasskeyOwner(db: Database, credentialId: string) {
  return await db
    .selectFrom('staff_passkeys')
    .innerJoin('staff_users', 'staff_users.id', 'staff_passkeys.user_id')
    .select(['staff_users.id', 'staff_users.email'])
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
}

export async function deletePasskey(trx: Trx, passkeyId: string): Promise<void> {
  await trx.deleteFrom('staff_passkeys').where('id', '=', passkeyId).execute();
}

/** Deletes some challenges that nobody answered; better-auth deletes those that are answered. */
export async function deleteEndedChallenges(db: Database): Promise<void> {
  await sql`
    delete from staff_verifications where id in (
      select id from staff_verifications where expires_at <= current_timestamp
      limit 100 for update skip locked
    )`.execute(db);
}
