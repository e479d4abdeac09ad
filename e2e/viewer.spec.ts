import type { Page } from '@playwright/test';
import { appRouter } from '#server/trpc/router.ts';
import { saveScreenshot } from './page-checks.ts';
import { seedAdminData, createStaffApi, adminPages, type AdminData } from './admin.ts';
import { onEachDevice } from './devices.ts';
import { signIn } from './staff.ts';
import { backdateOrder } from './database.ts';
import { expect, test, PAYMENT_WINDOW_MS } from './system.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const viewerReason = 'You are signed in as a viewer: you can see everything but change nothing.';
/** Buttons that change only what the page shows. */
const READ_ONLY_BUTTONS = ['Apply'];

interface Procedure {
  _def: { type: string };
}

let data: AdminData;

test.beforeAll(async ({ shop, admin }) => {
  const staff = await createStaffApi(shop, admin);
  data = await seedAdminData(shop, staff);
  // Its payment window is over, so its stock can be recovered.
  await backdateOrder(shop, data.pending, PAYMENT_WINDOW_MS / 60_000 + 1);
  await staff.dispose();
});

test('a viewer sees every page; each button that changes something is disabled and says why', async ({
  page,
  shop,
  viewerAccount,
}) => {
  // It opens every admin page.
  test.slow();
  await signIn(page, shop, viewerAccount);
  const disabled = new Set<string>();
  for (const [name, pathOf] of Object.entries(adminPages)) {
    await page.goto(pathOf(data));
    await expect(page.getByText(viewerReason)).toBeVisible();
    for (const button of await buttonsOn(page)) {
      if (READ_ONLY_BUTTONS.includes(button.name)) continue;
      expect
        .soft(button, `a button of ${name}`)
        .toMatchObject({ isDisabled: true, reason: viewerReason });
      disabled.add(button.name.replace(/^(Adjust|Lift limits) .*/, '$1'));
    }
    await saveScreenshot(page, `viewer ${name}`);
  }
  expect([...disabled].toSorted()).toEqual([
    'Adjust',
    'Cancel order',
    'Check payment',
    'Deactivate',
    'Find orders',
    'Invite',
    'Lift limits',
    'Make admin',
    'Make viewer',
    'Mark as refunded',
    'New product',
    'Recover now',
    'Refund',
    'Refund payment',
    'Replay',
    'Reset password',
    'Retry',
    'Retry all',
    'Retry refund',
    'Revoke link',
    'Save product',
    'Sign out everywhere',
    'Sweep now',
  ]);
});

onEachDevice(() => {
  test('a viewer sees the preview of an import, and cannot import it', async ({
    browser,
    shop,
    viewer,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Wished Whisk' });
    const page = await browser.newPage({ baseURL: shop.shopUrl, storageState: viewer });
    await page.goto('/admin/products/import');
    await page.getByLabel('CSV file').setInputFiles({
      name: 'products.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`slug,code,price\n${slug},${skus[0]!.code},1.00\n`),
    });
    const button = page.getByRole('button', { name: 'Import' });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(viewerReason);
    await saveScreenshot(page, 'viewer admin import preview');
    await page.close();
  });
});

test('every admin mutation is refused to a viewer', async ({ shop, viewer }) => {
  // Its type is nested like the router; the record itself is flat.
  const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
  const changes = Object.entries(procedures)
    .filter(([name, { _def }]) => name.startsWith('admin.') && _def.type === 'mutation')
    .map(([name]) => name)
    // It only previews; it is a mutation since a file is too long for a query.
    .filter((name) => name !== 'admin.products.previewImport');
  expect(changes).toContain('admin.orders.cancel');

  const calls = await createStaffApi(shop, viewer);
  for (const name of changes) {
    const response = await calls.post(`/api/trpc/${name}`, { data: { orderId: data.disputed } });
    const { error } = (await response.json()) as { error: { data: { domain: { code: string } } } };
    expect({ name, code: error.data.domain.code }).toEqual({ name, code: 'FORBIDDEN' });
  }
  await calls.dispose();
});

/** The enabled buttons of the page's content, and why they cannot be pressed. */
async function buttonsOn(page: Page) {
  // The buttons of a disabled fieldset are disabled with it.
  return await page.locator('main button:enabled').evaluateAll((buttons) =>
    buttons.map((button) => ({
      name: button.getAttribute('aria-label') ?? button.textContent,
      isDisabled: button.ariaDisabled === 'true',
      reason: document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent,
    })),
  );
}
