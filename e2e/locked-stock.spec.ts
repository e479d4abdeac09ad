import { createStaffApi } from './admin.ts';
import { placeOrderByApi, mutateApi } from './api.ts';
import { expectStatus, placeOrder } from './shopper.ts';
import { signIn } from './staff.ts';
import { expectAuditPasses } from './database.ts';
import { expect, test } from './system.ts';

test('a lock appears when a shopper orders, and disappears when the order is cancelled', async ({
  page,
  browser,
  shop,
}) => {
  await signIn(page, shop);
  await page.goto('/admin/locks');
  const lock = page.getByRole('row').filter({ hasText: 'CLOCK-WALNUT' });
  await expect(lock).toHaveCount(0);

  const shopper = await browser.newPage({ baseURL: shop.shopUrl });
  await placeOrder(shopper, 'walnut-clock');
  await expect(lock).toHaveCount(1);
  await expect(lock).toContainText('ada@example.com');

  await shopper.getByRole('button', { name: 'Cancel order' }).click();
  await shopper.getByRole('button', { name: 'Yes, cancel order' }).click();
  await expectStatus(shopper, 'cancelled');
  await expect(lock).toHaveCount(0);
  await shopper.close();
  await expectAuditPasses(shop);
});

test('visitors who are not signed in are sent to the sign-in page, which reports a wrong password', async ({
  page,
}) => {
  await page.goto('/admin/locks');
  await page.waitForURL(/\/admin\/sign-in/);
  await page.getByLabel('Email').fill('nobody@example.com');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
});

test('a confirmation stays open when its row disappears, and still works', async ({
  page,
  shop,
  admin,
}) => {
  const staff = await createStaffApi(shop, admin);
  const orderId = await placeOrderByApi(staff, 'walnut-clock');
  await signIn(page, shop);
  await page.goto('/admin/locks');
  const lock = page.getByRole('row').filter({ hasText: 'CLOCK-WALNUT' });
  await lock.getByRole('button', { name: 'Cancel order' }).click();
  const dialog = page.getByRole('dialog', { name: /Cancel order/ });
  await expect(dialog).toBeVisible();

  await mutateApi(staff, 'admin.orders.cancel', { orderId });
  await expect(page.locator('main').getByText('CLOCK-WALNUT')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Cancel order' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/^Order .+ is cancelled/)).toBeVisible();
  await expect(page.locator('#content')).toBeFocused();
  await staff.dispose();
  await expectAuditPasses(shop);
});

test('a filter set by a link is shown and can be removed, and the link back to the list keeps filters', async ({
  page,
  shop,
  admin,
}) => {
  const staff = await createStaffApi(shop, admin);
  const orderId = await placeOrderByApi(staff, 'walnut-clock');
  await signIn(page, shop);
  await page.goto('/admin/locks?view=sku&sort=locked');
  await page.getByRole('link', { name: 'CLOCK-WALNUT', exact: true }).click();
  const chip = page.getByRole('link', { name: 'Remove filter SKU: CLOCK-WALNUT' });
  await expect(chip).toBeVisible();
  await chip.click();
  await expect(page).toHaveURL(/\/admin\/locks$/);

  await page.goto('/admin/orders?status=pending_payment');
  await page.getByRole('main').getByRole('rowheader').getByRole('link').first().click();
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await expect(page).toHaveURL(/status=pending_payment/);
  await mutateApi(staff, 'admin.orders.cancel', { orderId });
  await staff.dispose();
});

test('an invalid cursor leads to the first page, with the same filters', async ({ page, shop }) => {
  await signIn(page, shop);
  await page.goto('/admin/locks?state=released&cursor=cut-off');
  await expect(page.getByText('This page of the list does not exist')).toBeVisible();
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(page).toHaveURL(/\/admin\/locks\?state=released$/);
});

test('by SKU, column headers sort the rows and say how they are sorted', async ({
  page,
  shop,
  admin,
}) => {
  const staff = await createStaffApi(shop, admin);
  const orderId = await placeOrderByApi(staff, 'walnut-clock');
  await signIn(page, shop);
  await page.goto('/admin/locks?view=sku');
  const sorted = (name: string) => page.getByRole('columnheader', { name });
  await expect(sorted('SKU')).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('link', { name: 'Locked', exact: true }).click();
  await expect(sorted('Locked')).toHaveAttribute('aria-sort', 'descending');
  await expect(sorted('SKU')).not.toHaveAttribute('aria-sort');
  await page.getByRole('link', { name: 'SKU', exact: true }).click();
  await expect(sorted('SKU')).toHaveAttribute('aria-sort', 'ascending');
  await mutateApi(staff, 'admin.orders.cancel', { orderId });
  await staff.dispose();
});

test('a link and Back ask before unsaved changes of a product are lost', async ({ page, shop }) => {
  await signIn(page, shop);
  await page.goto('/admin/products');
  const typed = page.getByLabel('Name', { exact: true });
  const editTee = async () => {
    await page.getByRole('link', { name: 'Everyday Tee' }).click();
    await typed.fill('Everyday Tea');
  };
  const answer = (name: string) => page.getByRole('button', { name }).click();
  const ways: [leave: () => Promise<unknown>, to: RegExp][] = [
    [() => page.evaluate(() => history.back()), /\/admin\/products$/],
    [() => page.getByRole('link', { name: 'Overview' }).click(), /\/admin$/],
  ];
  for (const [leave, to] of ways) {
    await editTee();
    await leave();
    await answer('Stay');
    await expect(typed).toHaveValue('Everyday Tea');
    await leave();
    await answer('Leave');
    await expect(page).toHaveURL(to);
  }
});
