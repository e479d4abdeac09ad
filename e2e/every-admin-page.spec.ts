import type { Page } from '@playwright/test';
import { findEnglishText } from './untranslated-text.ts';
import { checkPage, checkCurrentView, expectDialogButtonsInView } from './page-checks.ts';
import {
  seedAdminData,
  seedLongTexts,
  createStaffApi,
  adminPages,
  type AdminData,
} from './admin.ts';
import { expect, test } from './system.ts';

test.use({ storageState: ({ admin }, use) => use(admin) });

interface Scene {
  page: Page;
  data: AdminData;
}

async function press({ page }: Scene, name: string | RegExp): Promise<void> {
  await page.getByRole('main').getByRole('button', { name }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

/** Not among the pages that a viewer may only read. */
const accountPage: typeof adminPages = { 'admin account': () => '/admin/account' };

/** Every admin page with data, and the dialogs that they open. */
const scenes: Record<string, (scene: Scene) => Promise<unknown>> = {
  ...Object.fromEntries(
    Object.entries({ ...adminPages, ...accountPage }).map(([name, pathOf]) => [
      name,
      ({ page, data }: Scene) => page.goto(pathOf(data)),
    ]),
  ),
  'admin order being cancelled': async (scene) => {
    await scene.page.goto('/admin/locks');
    await press(scene, 'Cancel order');
  },
  'admin order being refunded': async (scene) => {
    await scene.page.goto(`/admin/orders/${scene.data.refunded}`);
    await press(scene, 'Refund');
    await scene.page.getByLabel('Partial refund').check();
  },
  'admin stock being adjusted': async (scene) => {
    await scene.page.goto(`/admin/stock/${scene.data.skuId}`);
    await press(scene, /^Adjust/);
    await scene.page.getByRole('button', { name: 'Adjust stock' }).click();
    await expect(scene.page.getByLabel('Change')).toHaveAttribute('aria-invalid', 'true');
  },
  'admin invitation': async (scene) => {
    await scene.page.goto('/admin/staff');
    await press(scene, 'Invite');
    await scene.page.getByRole('button', { name: 'Create link' }).click();
    await expect(scene.page.getByLabel('Email')).toHaveAttribute('aria-invalid', 'true');
  },
  'admin set up second factor': async (scene) => {
    await scene.page.goto('/admin/account');
    await press(scene, 'Set up');
  },
  'admin limits being lifted': async (scene) => {
    await scene.page.goto('/admin/stopped');
    await press(scene, /^Lift limits/);
  },
  'admin not found': async ({ page }) => {
    await page.goto('/admin/no/such/page');
    await expect(page.getByRole('navigation', { name: 'Admin' })).toBeVisible();
  },
};

let data: AdminData;

test.beforeAll(async ({ shop, admin }) => {
  const staff = await createStaffApi(shop, admin);
  data = await seedAdminData(shop, staff);
  await seedLongTexts(shop);
  await staff.dispose();
});

for (const [name, reach] of Object.entries(scenes)) {
  test(`${name}: axe finds no violations and nothing overflows, on desktop and phone, light and dark`, async ({
    page,
  }) => {
    await reach({ page, data });
    await expect(page.locator('h1')).toBeVisible();
    await checkPage(page, name);
    if (await page.getByRole('dialog').isVisible()) await expectDialogButtonsInView(page);
  });
}

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN', contextOptions: { reducedMotion: 'reduce' } });

  for (const [name, pathOf] of Object.entries({ ...adminPages, ...accountPage })) {
    test(`${name} in Chinese: all texts are translated and axe finds no violations`, async ({
      page,
    }) => {
      await page.goto(pathOf(data));
      await expect(page.locator('h1')).toBeVisible();
      await expect(page.getByText('实时', { exact: true })).toBeVisible();
      expect(await findEnglishText(page)).toEqual([]);
      await checkCurrentView(page, `${name}-chinese`);
    });
  }
});

test('the page of a one-time link: axe finds no violations and nothing overflows, on desktop and phone, light and dark', async ({
  page,
}) => {
  await page.goto('/admin/set-password');
  await page.getByLabel('New password').fill('long enough a password');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('incomplete');
  await checkPage(page, 'admin set password');
});

test('the sign-in page: axe finds no violations and nothing overflows, on desktop and phone, light and dark', async ({
  browser,
  shop,
}) => {
  const context = await browser.newContext({ baseURL: shop.shopUrl, storageState: undefined });
  const page = await context.newPage();
  await page.goto('/admin/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await checkPage(page, 'admin sign-in');
  await context.close();
});

test('every page in the navigation is inspected above', async ({ page }) => {
  await page.goto('/admin');
  const links = page.getByRole('navigation', { name: 'Admin' }).getByRole('link');
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(paths.toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual([
    '/admin',
    '/admin/actions',
    '/admin/customers',
    '/admin/locks',
    '/admin/orders',
    '/admin/payments',
    '/admin/products',
    '/admin/queues',
    '/admin/staff',
    '/admin/stock',
    '/admin/stopped',
    '/admin/sweeps',
  ]);
});
