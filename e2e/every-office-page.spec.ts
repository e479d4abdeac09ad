import type { Page } from '@playwright/test';
import { inspect } from './inspect.ts';
import { furnishOffice, officeCalls, type Office } from './office.ts';
import { expect, test } from './system.ts';

test.use({ system: { paymentWindow: '10m', recoveryDelay: '5m' } });
test.use({ storageState: ({ admin }, use) => use(admin) });

type Scene = { page: Page; office: Office };

const open = (path: string) => (scene: Scene) => scene.page.goto(path);

const openOrder =
  (key: 'pending' | 'refunded' | 'cancelled' | 'held') =>
  ({ page, office }: Scene) =>
    page.goto(`/admin/orders/${office[key]}`);

async function press({ page }: Scene, name: string | RegExp): Promise<void> {
  await page.getByRole('main').getByRole('button', { name }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

/** Every page of the back office with work on it, and the dialogs that it opens. */
const scenes: Record<string, (scene: Scene) => Promise<unknown>> = {
  'office overview': open('/admin'),
  'office locks': open('/admin/locks'),
  'office locks by sku': open('/admin/locks?view=sku'),
  'office locks none fit': open('/admin/locks?sku=no-such-code'),
  'office lock being recovered': async (scene) => {
    await scene.page.goto('/admin/locks');
    await press(scene, 'Recover now');
  },
  'office orders': open('/admin/orders'),
  'office order to pay': openOrder('pending'),
  'office order refunded': openOrder('refunded'),
  'office order cancelled': openOrder('cancelled'),
  'office order with held money': openOrder('held'),
  'office order being refunded': async (scene) => {
    await openOrder('refunded')(scene);
    await press(scene, 'Refund');
    await scene.page.getByLabel('Part of it').check();
  },
  'office stock': open('/admin/stock'),
  'office stock of a sku': ({ page, office }) => page.goto(`/admin/stock/${office.skuId}`),
  'office stock being adjusted': async (scene) => {
    await scene.page.goto(`/admin/stock/${scene.office.skuId}`);
    await press(scene, /^Adjust/);
    await scene.page.getByRole('button', { name: 'Adjust stock' }).click();
    await expect(scene.page.getByLabel('Change')).toHaveAttribute('aria-invalid', 'true');
  },
  'office products': open('/admin/products'),
  'office new product': open('/admin/products/new'),
  'office product': async ({ page }) => {
    await page.goto('/admin/products');
    await page.getByRole('link', { name: 'Everyday Tee' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Everyday Tee/);
  },
  'office import': open('/admin/products/import'),
  'office payments': open('/admin/payments'),
  'office payment events': open('/admin/payments?view=events'),
  'office books': open('/admin/payments?view=books'),
  'office queues': open('/admin/queues'),
  'office sweeps': open('/admin/sweeps'),
  'office actions': open('/admin/actions'),
  'office not found': open('/admin/no/such/page'),
};

let office: Office;

test.beforeAll(async ({ shop, admin }) => {
  const staff = await officeCalls(shop, admin);
  office = await furnishOffice(shop, staff);
  await staff.dispose();
});

for (const [name, reach] of Object.entries(scenes)) {
  test(`${name}: nothing is broken to the eye or to axe, on desktop and phone, light and dark`, async ({
    page,
  }) => {
    await reach({ page, office });
    await expect(page.locator('h1')).toBeVisible();
    await inspect(page, name);
  });
}

test('the sign-in page: nothing is broken to the eye or to axe, on desktop and phone, light and dark', async ({
  browser,
  shop,
}) => {
  const stranger = await browser.newContext({ baseURL: shop.shopUrl, storageState: undefined });
  const page = await stranger.newPage();
  await page.goto('/admin/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, 'office sign-in');
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
