import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '#server/testing/test-shop.ts';
import { runProgram } from './run-program.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

async function addStaff(...args: string[]) {
  const { DATABASE_URL } = shop.shop.settings;
  return await runProgram(['tools/scripts/add-staff.ts', ...args], { env: { DATABASE_URL } });
}

const passwordIn = (output: string) => /this once: (\S+)/.exec(output)?.[1] ?? '';

async function signIn(email: string, password: string) {
  return await fetch(`${shop.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: shop.url },
    body: JSON.stringify({ email, password }),
  });
}

test('a new account signs in with the printed password and has the given role', async () => {
  const added = await addStaff(
    '--email',
    'Vera@Shop.example',
    '--role',
    'viewer',
    '--name',
    'Vera',
  );
  expect(added).toMatchObject({ code: 0, output: expect.stringContaining('as viewer') });
  const response = await signIn('vera@shop.example', passwordIn(added.output));
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ user: { name: 'Vera', role: 'viewer' } });
});

test('an existing account gets a new password and role and loses its sessions; its default name comes from the address', async () => {
  const account = ['--email', 'max.power@shop.example'];
  const first = await addStaff(...account, '--role', 'viewer');
  const cookie = (await signIn('max.power@shop.example', passwordIn(first.output))).headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const again = await addStaff(...account, '--role', 'admin');
  expect(again.output).toContain('existed already; its role is admin now');
  expect((await signIn('max.power@shop.example', passwordIn(first.output))).status).toBe(401);
  const response = await signIn('max.power@shop.example', passwordIn(again.output));
  expect(await response.json()).toMatchObject({ user: { role: 'admin', name: 'Max Power' } });
  const session = await fetch(`${shop.url}/api/auth/get-session`, { headers: { cookie } });
  expect(await session.json()).toBeNull();
});

test.each([
  [['--role', 'viewer'], '--email takes the address'],
  [['--email', 'vera@shop.example', '--role', 'boss'], '--role takes viewer'],
  [['--email', 'vera@shop.example', '--rôle', 'viewer'], 'npm run add-staff -- --email'],
])('%j is rejected with the usage', async (args, message) => {
  const { code, output } = await addStaff(...args);
  expect(code).toBe(2);
  expect(output).toContain(message);
});
