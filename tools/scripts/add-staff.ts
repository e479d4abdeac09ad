// npm run add-staff -- --email vera@shop.example --role viewer: adds a staff account and prints its
// password once. An existing account gets a new password and this role, and loses its authenticator app and
// passkeys with --remove-second-factor.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ensureStaff } from '#server/accounts/ensure-staff.ts';
import { singleLineText } from '#server/shared/text-schemas.ts';
import { checkDatabase } from './check-database.ts';
import { openCommandDatabase } from './open-command-database.ts';

const USAGE =
  'npm run add-staff -- --email vera@shop.example --role viewer|admin [--name "Vera"] [--remove-second-factor]';

const account = readAccount();
const password = randomBytes(12).toString('base64url');
const { databaseUrl, close } = await openCommandDatabase();
try {
  await checkDatabase(databaseUrl);
  const added = await ensureStaff({
    ...account,
    password,
    databaseUrl,
    // Only signs sessions, and no session is created here.
    authSecret: randomBytes(32).toString('base64url'),
    publicUrl: 'http://localhost',
  });
  console.log(
    added === 'added'
      ? `Added ${account.email} as ${account.role}.`
      : `${account.email} existed already; its role is ${account.role} now and its old password is invalid.`,
  );
  console.log(`Password, shown this once: ${password}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await close();
}

function readAccount() {
  try {
    const { values } = parseArgs({
      options: {
        email: { type: 'string' },
        role: { type: 'string' },
        name: { type: 'string' },
        'remove-second-factor': { type: 'boolean', default: false },
      },
    });
    return z
      .object({
        email: z.email('--email takes the address used to sign in').toLowerCase(),
        role: z.enum(['viewer', 'admin'], '--role takes viewer (read only) or admin'),
        name: singleLineText.min(1, '--name must not be empty').max(100).optional(),
        removeSecondFactor: z.boolean(),
      })
      .parse({ ...values, removeSecondFactor: values['remove-second-factor'] });
  } catch (error) {
    const problems =
      error instanceof z.ZodError
        ? error.issues.map(({ message }) => message)
        : [error instanceof Error ? error.message : String(error)];
    console.error([...problems, USAGE].join('\n'));
    process.exit(2);
  }
}
