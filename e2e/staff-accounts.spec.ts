import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import type { Page } from '@playwright/test';
import { sql } from 'kysely';
import type { System } from '../tools/scripts/system.ts';
import { tableRows } from './admin.ts';
import { withDatabase } from './database.ts';
import { saveScreenshot } from './page-checks.ts';
import { addViewer, signIn } from './staff.ts';
import { expect, test } from './system.ts';

const PASSWORD = 'sparrow under the copper bridge';

test.use({ system: { env: { REAUTHENTICATE_AFTER: '15m' } } });

/** So that the next change of accounts asks who sits there. */
async function expireVerification(shop: System): Promise<void> {
  await withDatabase(shop, (db) =>
    sql`update staff_sessions set verified_at = verified_at - interval '1 hour'`.execute(db),
  );
}

/** Confirms the dialog that asks for the password before a change of accounts. */
async function confirmPassword(page: Page, password: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Your password').fill(password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog).toBeHidden();
}

test('a member of staff adds a passkey, signs in and confirms with it, and removes it', async ({
  page,
  context,
  shop,
}) => {
  const authenticator = await context.newCDPSession(page);
  await authenticator.send('WebAuthn.enable');
  await authenticator.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const account = await addViewer(shop);
  await signIn(page, shop, account);
  const addition = page.getByRole('dialog', { name: 'Add a passkey' });
  const row = tableRows(page, 'Passkeys').filter({ hasText: 'Work laptop' });
  async function add(confirm: () => Promise<void>) {
    await page.goto('/admin/account');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await addition.getByLabel('Name').fill('Work laptop');
    await expireVerification(shop);
    await addition.getByRole('button', { name: 'Continue' }).click();
    await confirm();
  }
  await add(() => confirmPassword(page, account.password));
  await expect(addition).toBeHidden();
  await expect(row).toBeVisible();
  await saveScreenshot(page, 'admin passkeys');

  await add(async () => {
    const confirmation = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await confirmation.getByRole('button', { name: 'Use a passkey' }).click();
    await expect(confirmation).toBeHidden();
  });
  await expect(addition.getByText('This device already has a passkey')).toBeVisible();

  await page.goto('/admin/account');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/admin/sign-in');
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').getByText('signs in with its passkey')).toBeVisible();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL('**/admin');

  await page.goto('/admin/account');
  await expireVerification(shop);
  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await confirmPassword(page, account.password);
  await expect(row).toBeHidden();
});

test('an invited administrator sets a password, turns on a second factor, signs in with it and is deactivated', async ({
  page,
  browser,
  shop,
}) => {
  await signIn(page, shop);
  await page.goto('/admin/staff');
  await page.getByRole('button', { name: 'Invite' }).click();
  const form = page.getByRole('dialog', { name: 'Invite somebody' });
  await form.getByLabel('Email').fill('ida@shop.example');
  await form.getByLabel('Name').fill('Ida Invited');
  await form.getByLabel('Admin').check();
  await expireVerification(shop);
  await form.getByRole('button', { name: 'Create link' }).click();
  await confirmPassword(page, shop.staff.password);
  const link = await form.getByLabel('Link', { exact: true }).inputValue();
  await saveScreenshot(page, 'admin invitation link');
  await form.getByRole('button', { name: 'Done' }).click();
  const row = tableRows(page, 'Staff').filter({ hasText: 'ida@shop.example' });
  await expect(row).toContainText('Invited');

  const context = await browser.newContext({ baseURL: shop.shopUrl });
  const ida = await context.newPage();
  await ida.goto(link);
  await ida.getByLabel('New password').fill('password1234');
  await ida.getByRole('button', { name: 'Set password' }).click();
  await expect(ida.getByRole('main').getByRole('alert')).toContainText('easy to guess');
  await ida.getByLabel('New password').fill(PASSWORD);
  await ida.getByRole('button', { name: 'Set password' }).click();
  await ida.waitForURL('**/admin');

  await ida.goto('/admin/account');
  await ida.getByRole('button', { name: 'Set up' }).click();
  const dialog = ida.getByRole('dialog', { name: 'Second factor' });
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const key = (await dialog.getByRole('code').textContent()) ?? '';
  const secret = new TextDecoder().decode(base32.decode(key.replaceAll(/\s/g, '')));
  const otp = createOTP(secret);
  await dialog.getByLabel('Code from the app').fill(await otp.totp());
  await saveScreenshot(ida, 'admin second factor');
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const backupCode = (await dialog.getByRole('listitem').first().textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have saved them' }).click();
  await expect(ida.getByText('sign-in asks for a code')).toBeVisible();

  await ida.getByRole('button', { name: 'Sign out' }).click();
  await ida.waitForURL('**/admin/sign-in');
  await ida.getByLabel('Email').fill('ida@shop.example');
  await ida.getByLabel('Password').fill(PASSWORD);
  await ida.getByRole('button', { name: 'Sign in' }).click();
  await ida.getByLabel('Code').fill('000000');
  await ida.getByRole('button', { name: 'Sign in' }).click();
  await expect(ida.getByText('The code is wrong')).toBeVisible();
  await ida.getByLabel('Code').fill(backupCode);
  await ida.getByRole('button', { name: 'Sign in' }).click();
  await ida.waitForURL('**/admin');

  await page.reload();
  await expireVerification(shop);
  await row.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await confirmPassword(page, shop.staff.password);
  await expect(row).toContainText('Deactivated');
  await ida.goto('/admin/orders');
  await ida.waitForURL('**/admin/sign-in**');
  await context.close();
});
