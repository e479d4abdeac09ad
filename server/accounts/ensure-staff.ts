import { createDatabase, createPool } from '#db/client.ts';
import { inTransaction } from '#db/transaction.ts';
import type { StaffRole } from '../platform/actor.ts';
import { createStaffAuth } from './auth.ts';
import { deleteSecondFactor } from './staff-store.ts';

/**
 * Adds a staff account, or sets the password and role of an existing one (by e-mail) and ends its
 * sessions if the password is new.
 *
 * @param options.authSecret the same as the web process's
 * @param options.removeSecondFactor the authenticator app and all passkeys of an existing account
 */
export async function ensureStaff(options: {
  databaseUrl: string;
  authSecret: string;
  publicUrl: string;
  email: string;
  password: string;
  name?: string;
  role?: StaffRole;
  removeSecondFactor?: boolean;
}): Promise<'added' | 'changed'> {
  const db = createDatabase(createPool(options.databaseUrl, { name: 'holdfast staff', max: 1 }));
  try {
    const auth = createStaffAuth(db, {
      secrets: [options.authSecret],
      publicUrl: options.publicUrl,
    });
    const { internalAdapter, password } = await auth.$context;
    const email = options.email.toLowerCase();
    const role = options.role ?? 'admin';

    const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
    if (found) {
      const { user, accounts } = found;
      await internalAdapter.updateUser(user.id, {
        role,
        ...(options.name && { name: options.name }),
      });
      if (options.removeSecondFactor) {
        await inTransaction(db, (trx) => deleteSecondFactor(trx, user.id));
      }
      const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password;
      if (hash && (await password.verify({ hash, password: options.password }))) return 'changed';
      await internalAdapter.updatePassword(user.id, await password.hash(options.password));
      await internalAdapter.deleteUserSessions(user.id);
      return 'changed';
    }
    const hash = await password.hash(options.password);
    const user = await internalAdapter.createUser(
      {
        email,
        role,
        name: options.name ?? nameFromEmail(email),
        emailVerified: true,
      },
      { method: 'email-password' },
    );
    await internalAdapter.linkAccount({
      userId: user.id,
      providerId: 'credential',
      accountId: user.id,
      password: hash,
    });
    return 'added';
  } finally {
    await db.destroy();
  }
}

/** `vera.viewer@shop.example` → `Vera Viewer` */
function nameFromEmail(email: string): string {
  const words = email
    .split('@', 1)[0]!
    .split(/[._+-]+/)
    .filter(Boolean);
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ') || email;
}
