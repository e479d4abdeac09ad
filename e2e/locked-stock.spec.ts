import { expectStatus, placeOrder } from './shopper.ts';
import { signIn } from './staff.ts';
import { expectSound } from './stock-room.ts';
import { expect, test } from './system.ts';

test.use({ system: { paymentWindow: '10m', recoveryDelay: '5m' } });

test('staff see a lock appear when a shopper orders, and go when the order is cancelled', async ({
  page,
  browser,
  shop,
}) => {
  await signIn(page, shop);
  await page.goto('/admin/locks');
  const lock = page.getByRole('row').filter({ hasText: 'CLOCK-WALNUT' });
  await expect(lock).toHaveCount(0);

  const context = await browser.newContext({ baseURL: shop.shopUrl });
  const shopper = await context.newPage();
  await placeOrder(shopper, 'walnut-clock');
  await expect(lock).toHaveCount(1);
  await expect(lock).toContainText('ada@example.com');

  await shopper.getByRole('button', { name: 'Cancel order' }).click();
  await shopper.getByRole('button', { name: 'Yes, cancel the order' }).click();
  await expectStatus(shopper, 'cancelled');
  await expect(lock).toHaveCount(0);
  await context.close();
  await expectSound(shop);
});

test('the back office sends whoever is not signed in to the sign-in, and says what was wrong', async ({
  page,
}) => {
  await page.goto('/admin/locks');
  await page.waitForURL(/\/admin\/sign-in/);
  await page.getByLabel('E-mail').fill('nobody@example.com');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
});
