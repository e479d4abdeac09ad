import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';

export async function findStaffByEmail(db: Database, email: string) {
  return await db
    .selectFrom('staff_users')
    .select(['id', 'email'])
    .where('email', '=', email)
    .executeTakeFirst();
}

/** Ends the sessions of an account except one. */
export async function endOtherSessions(
  db: Database | Trx,
  userId: string,
  keptToken: string,
): Promise<void> {
  await db
    .deleteFrom('staff_sessions')
    .where('user_id', '=', userId)
    .where('token', '<>', keptToken)
    .execute();
}

export async function isDeactivated(db: Database, userId: string): Promise<boolean> {
  const user = await db
    .selectFrom('staff_users')
    .select('deactivated_at')
    .where('id', '=', userId)
    .executeTakeFirst();
  return Boolean(user?.deactivated_at);
}
