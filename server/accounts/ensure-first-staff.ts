import { createDatabase, createPool } from '#db/client.ts';
import { verifyPassword } from 'better-auth/crypto';
import { ensureStaff } from './ensure-staff.ts';
import { createPasswordLink } from './password-link-store.ts';
import { passwordLinkUrl } from './password-link-url.ts';
import { findCredentialByEmail, hasStaffWithPassword, insertStaff } from './staff-store.ts';

/** How the first member of staff signs in. */
export type FirstStaff =
  | { kind: 'password' }
  /** Opens once, within a day. */
  | { kind: 'link'; url: string }
  /** There are accounts with passwords of their own. */
  | { kind: 'own password' };

/**
 * Makes the first administrator, only while nobody can sign in: with a generated password in the sandbox,
 * by invitation when the shop takes real money.
 *
 * @param options.password the generated one
 * @param options.sandbox whether the payment service is the sandbox
 */
export async function ensureFirstStaff(options: {
  databaseUrl: string;
  authSecret: string;
  publicUrl: string;
  email: string;
  password: string;
  sandbox: boolean;
}): Promise<FirstStaff> {
  const { email, password, publicUrl } = options;
  const pool = createPool(options.databaseUrl, { name: 'holdfast first staff', max: 1 });
  const db = createDatabase(pool);
  try {
    if (await hasStaffWithPassword(db)) {
      const hash = options.sandbox ? await findCredentialByEmail(db, email) : null;
      const isGenerated = hash !== null && (await verifyPassword({ hash, password }));
      return { kind: isGenerated ? 'password' : 'own password' };
    }
    const name = 'Shop staff';
    if (options.sandbox) {
      await ensureStaff({ ...options, name, role: 'admin' });
      return { kind: 'password' };
    }
    const now = new Date();
    const userId = await insertStaff(db, { email, name, role: 'admin', now });
    return {
      kind: 'link',
      url: passwordLinkUrl(publicUrl, await createPasswordLink(db, userId, now)),
    };
  } finally {
    await db.destroy();
  }
}
