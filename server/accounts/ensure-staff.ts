import { createDatabase, createPool } from '#db/client.ts';
import { createStaffAuth } from './auth.ts';

export type StaffRole = 'admin' | 'viewer';

/**
 * Adds a member of staff, or gives an existing one (by e-mail) this password and role.
 *
 * @param options.authSecret the same as the web process's
 */
export async function ensureStaff(options: {
  databaseUrl: string;
  authSecret: string;
  publicUrl: string;
  email: string;
  password: string;
  name?: string;
  role?: StaffRole;
}): Promise<void> {
  const db = createDatabase(createPool(options.databaseUrl, { name: 'holdfast staff', max: 1 }));
  try {
    const auth = createStaffAuth(db, { secret: options.authSecret, publicUrl: options.publicUrl });
    const { internalAdapter, password } = await auth.$context;
    const email = options.email.toLowerCase();
    const role = options.role ?? 'admin';
    const hash = await password.hash(options.password);

    const found = await internalAdapter.findUserByEmail(email);
    if (found) {
      await internalAdapter.updateUser(found.user.id, { role });
      await internalAdapter.updatePassword(found.user.id, hash);
      return;
    }
    const user = await internalAdapter.createUser(
      {
        email,
        role,
        name: options.name ?? 'Shop staff',
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
  } finally {
    await db.destroy();
  }
}
