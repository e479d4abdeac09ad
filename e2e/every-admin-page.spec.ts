import type { Page } from '@playwright/test';
import { findEnglishText } from './untranslated-text.ts';
import { checkPage, checkCurrentView } from './page-checks.ts';
import { seedAdminData, createStaffApi, adminPages, type AdminData } from './admin.ts';
import { expect, test } from './system.ts';

test.use({ storageState: ({ admin }, use) => use(admin) });

type Scene = { page: Page; data: AdminData };

async function press({ page }: Scene, name: string | RegExp): Promise<void> {
  await page.getByRole('main').getByRole('button', { name }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

/** Every page of the back office with work on it, and the dialogs that they open. */
const scenes: Record<string, (scene: Scene) => Promise<unknown>> = {
  ...Object.fromEntries(
    Object.entries(adminPages).map(([name, pathOf]) => [
      name,
      ({ page, data: office }: Scene) => page.goto(pathOf(office)),
    ]),
  ),
  'office order being cancelled': async (scene) => {
    await scene.page.goto('/admin/locks');
    await press(scene, 'Cancel order');
  },
  'office order being refunded': async (scene) => {
    await scene.page.goto(`/admin/orders/${scene.data.refunded}`);
    await press(scene, 'Refund');
    await scene.page.getByLabel('Part of it').check();
  },
  'office stock being adjusted': async (scene) => {
    await scene.page.goto(`/admin/stock/${scene.data.skuId}`);
    await press(scene, /^Adjust/);
    await scene.page.getByRole('button', { name: 'Adjust stock' }).click();
    await expect(scene.page.getByLabel('Change')).toHaveAttribute('aria-invalid', 'true');
  },
  'office not found': async ({ page }) => {
    await page.goto('/admin/no/such/page');
    await expect(page.getByRole('navigation', { name: 'Back office' })).toBeVisible();
  },
};

let office: AdminData;

test.beforeAll(async ({ shop, admin }) => {
  const staff = await createStaffApi(shop, admin);
  office = await seedAdminData(shop, staff);
  await staff.dispose();
});

for (const [name, reach] of Object.entries(scenes)) {
  test(`${name}: nothing is broken to the eye or to axe, on desktop and phone, light and dark`, async ({
    page,
  }) => {
    await reach({ page, data: office });
    await expect(page.locator('h1')).toBeVisible();
    await checkPage(page, name);
  });
}

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN', contextOptions: { reducedMotion: 'reduce' } });

  for (const [name, pathOf] of Object.entries(adminPages)) {
    test(`${name}: speaks Chinese throughout, and axe finds nothing`, async ({ page }) => {
      await page.goto(pathOf(office));
      await expect(page.locator('h1')).toBeVisible();
      await expect(page.getByText('实时', { exact: true })).toBeVisible();
      expect(await findEnglishText(page)).toEqual([]);
      await checkCurrentView(page, `${name}-chinese`);
    });
  }
});

test('the sign-in page: nothing is broken to the eye or to axe, on desktop and phone, light and dark', async ({
  browser,
  shop,
}) => {
  const stranger = await browser.newContext({ baseURL: shop.shopUrl, storageState: undefined });
  const page = await stranger.newPage();
  await page.goto('/admin/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await checkPage(page, 'office sign-in');
  await stranger.close();
});

test('every page that the navigation leads to is among those inspected', async ({ page }) => {
  await page.goto('/admin');
  const links = page.getByRole('navigation', { name: 'Back office' }).getByRole('link');
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(paths.toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual([
    '/admin',
    '/admin/actions',
    '/admin/locks',
    '/admin/orders',
    '/admin/payments',
    '/admin/products',
    '/admin/queues',
    '/admin/stock',
    '/admin/sweeps',
  ]);
});
