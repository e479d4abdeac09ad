import { sql } from 'kysely';
import { v7 } from 'uuid';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import type { StaffRole } from '../platform/actor.ts';

/** better-auth's name for an account that signs in by password. */
const BY_PASSWORD = 'credential';

const hasPassword = sql<boolean>`exists (
  select from staff_accounts
  where staff_accounts.user_id = staff_users.id and provider_id = ${BY_PASSWORD}
    and password is not null)`;

const hasPasskey = sql<boolean>`exists (
  select from staff_passkeys where staff_passkeys.user_id = staff_users.id)`;

export async function findStaffByEmail(db: Database, email: string) {
  return await db
    .selectFrom('staff_users')
    .select(['id', 'email'])
    .where('email', '=', email)
    .executeTakeFirst();
}

/** All members of staff, also deactivated ones, by e-mail address. */
export async function findAllStaff(db: Database) {
  return await db
    .selectFrom('staff_users')
    .select((eb) => [
      'id as userId',
      'email',
      'name',
      'role',
      sql<boolean>`two_factor_enabled or ${hasPasskey}`.as('hasSecondFactor'),
      'deactivated_at as deactivatedAt',
      hasPassword.as('hasPassword'),
      eb
        .selectFrom('staff_sessions')
        .select(sql<Date | null>`max(updated_at)`.as('lastUsedAt'))
        .whereRef('staff_sessions.user_id', '=', 'staff_users.id')
        .as('lastUsedAt'),
    ])
    .orderBy('email')
    .execute();
}

export async function hasStaffWithPassword(db: Database): Promise<boolean> {
  const row = await db
    .selectFrom('staff_users')
    .select('id')
    .where(hasPassword)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The hash of the password of the account with this e-mail address; null without one. */
export async function findCredentialByEmail(db: Database, email: string): Promise<string | null> {
  const row = await db
    .selectFrom('staff_accounts')
    .innerJoin('staff_users', 'staff_users.id', 'staff_accounts.user_id')
    .select('password')
    .where('provider_id', '=', BY_PASSWORD)
    .where('email', '=', email)
    .executeTakeFirst();
  return row?.password ?? null;
}

/**
 * Locks all administrators who can sign in, in one order, so that of two who remove each other one waits
 * and then finds itself the last.
 * @returns their ids
 */
export async function lockActiveAdmins(trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom('staff_users')
    .select('id')
    .where('role', '=', 'admin')
    .where('deactivated_at', 'is', null)
    .where(hasPassword)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

export async function lockStaff(trx: Trx, userId: string) {
  return await trx
    .selectFrom('staff_users')
    .select([
      'id',
      'email',
      'name',
      'role',
      'deactivated_at as deactivatedAt',
      'two_factor_enabled as hasTotp',
    ])
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
}

/** Adds a member of staff without a password. An account with this address keeps its name and role. */
export async function insertStaff(
  db: Database | Trx,
  staff: { email: string; name: string; role: StaffRole; now: Date },
): Promise<string> {
  const { email, name, role, now } = staff;
  const { id } = await db
    .insertInto('staff_users')
    .values({ id: v7(), email, name, role, email_verified: true, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ updated_at: now }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateStaff(
  trx: Trx,
  userId: string,
  changes: { role?: StaffRole; deactivatedAt?: Date | null; now: Date },
): Promise<void> {
  const { role, deactivatedAt, now } = changes;
  await trx
    .updateTable('staff_users')
    .set({
      updated_at: now,
      ...(role && { role }),
      ...(deactivatedAt !== undefined && { deactivated_at: deactivatedAt }),
    })
    .where('id', '=', userId)
    .execute();
}

/** Sets the hash of an account's password. */
export async function setCredential(
  trx: Trx,
  userId: string,
  { hash, now }: { hash: string; now: Date },
): Promise<void> {
  await deleteCredential(trx, userId);
  await trx
    .insertInto('staff_accounts')
    .values({
      id: v7(),
      user_id: userId,
      account_id: userId,
      provider_id: BY_PASSWORD,
      password: hash,
      created_at: now,
      updated_at: now,
    })
    .execute();
}

export async function deleteCredential(trx: Trx, userId: string): Promise<void> {
  await trx
    .deleteFrom('staff_accounts')
    .where('user_id', '=', userId)
    .where('provider_id', '=', BY_PASSWORD)
    .execute();
}

export async function deletePasswordLink(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('staff_password_links').where('user_id', '=', userId).execute();
}

/** Removes an account's authenticator app and all its passkeys. */
export async function deleteSecondFactor(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('staff_two_factors').where('user_id', '=', userId).execute();
  await trx.deleteFrom('staff_passkeys').where('user_id', '=', userId).execute();
  await trx
    .updateTable('staff_users')
    .set({ two_factor_enabled: false })
    .where('id', '=', userId)
    .execute();
}

/** The sessions of an account that have not ended, the last used first. */
export async function findSessions(db: Database, userId: string, now: Date) {
  return await db
    .selectFrom('staff_sessions')
    .select([
      'id as sessionId',
      'created_at as signedInAt',
      'updated_at as lastUsedAt',
      'ip_address as network',
      'user_agent as userAgent',
    ])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('updated_at', 'desc')
    .limit(100)
    .execute();
}

/** Ends sessions of an account: all, or only those given. */
export async function deleteSessions(
  db: Database | Trx,
  userId: string,
  which: { except?: string; only?: string } = {},
): Promise<void> {
  await db
    .deleteFrom('staff_sessions')
    .where('user_id', '=', userId)
    .$if(which.except !== undefined, (query) => query.where('id', '<>', which.except!))
    .$if(which.only !== undefined, (query) => query.where('id', '=', which.only!))
    .execute();
}

/** Notes that the person at a session has proved who they are. */
export async function setVerifiedAt(db: Database, sessionId: string, now: Date): Promise<void> {
  await db
    .updateTable('staff_sessions')
    .set({ verified_at: now })
    .where('id', '=', sessionId)
    .execute();
}

/** What decides how an account may sign in. */
export async function findSignInState(db: Database, userId: string) {
  return await db
    .selectFrom('staff_users')
    .select([
      'deactivated_at as deactivatedAt',
      'two_factor_enabled as hasTotp',
      hasPasskey.as('hasPasskey'),
    ])
    .where('id', '=', userId)
    .executeTakeFirst();
}
