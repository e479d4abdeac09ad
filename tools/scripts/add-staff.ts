// npm run add-staff -- --email vera@shop.example --role viewer: adds a member of staff with a new
// password, which is printed once; somebody who is there already gets a new password and this role.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ensureStaff } from '#server/accounts/ensure-staff.ts';
import { checkDatabase } from './check-database.ts';
import { openCommandDatabase } from './open-command-database.ts';

const USAGE = 'npm run add-staff -- --email vera@shop.example --role viewer|admin [--name "Vera"]';

const account = readAccount();
const password = randomBytes(12).toString('base64url');
const { databaseUrl, close } = await openCommandDatabase();
try {
  await checkDatabase(databaseUrl);
  const added = await ensureStaff({
    ...account,
    password,
    databaseUrl,
    // Sessions are signed by the web process; none is made here.
    authSecret: randomBytes(32).toString('base64url'),
    publicUrl: 'http://localhost',
  });
  console.log(
    added === 'added'
      ? `Added ${account.email} as ${account.role}.`
      : `${account.email} was there already; the role is ${account.role} now and the old password is void.`,
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
      options: { email: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' } },
    });
    return z
      .object({
        email: z.email('--email takes the address that the person signs in with').toLowerCase(),
        role: z.enum(['viewer', 'admin'], '--role takes viewer (sees all) or admin (changes too)'),
        name: z.string().trim().min(1, '--name must not be empty').max(100).optional(),
      })
      .parse(values);
  } catch (error) {
    const problems =
      error instanceof z.ZodError
        ? error.issues.map(({ message }) => message)
        : [error instanceof Error ? error.message : String(error)];
    console.error([...problems, USAGE].join('\n'));
    process.exit(2);
  }
}
