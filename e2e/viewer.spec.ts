import type { Page } from '@playwright/test';
import { appRouter } from '#server/trpc/router.ts';
import { saveScreenshot } from './page-checks.ts';
import { seedAdminData, createStaffApi, adminPages, type AdminData } from './admin.ts';
import { onEachDevice } from './devices.ts';
import { signIn } from './staff.ts';
import { backdateOrder } from './database.ts';
import { expect, test, PAYMENT_WINDOW_MS } from './system.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const viewerReason = 'You are signed in as a viewer: you see everything and change nothing.';
/** Buttons that change nothing but what one sees. */
const READ_ONLY_BUTTONS = ['Apply', 'Export as CSV'];

type Procedure = { _def: { type: string } };

let office: AdminData;

test.beforeAll(async ({ shop, admin }) => {
  const staff = await createStaffApi(shop, admin);
  office = await seedAdminData(shop, staff);
  // Its window is over, so its stock can be recovered by hand.
  await backdateOrder(shop, office.pending, PAYMENT_WINDOW_MS / 60_000 + 1);
  await staff.dispose();
});

onEachDevice(() => {
  test('a viewer signs in and sees every page; each button that changes something is off and says why', async ({
    page,
    shop,
    viewerAccount,
  }) => {
    // It opens every page there is.
    test.slow();
    await signIn(page, shop, viewerAccount);
    const off = new Set<string>();
    for (const [name, pathOf] of Object.entries(adminPages)) {
      await page.goto(pathOf(office));
      await expect(page.getByText(viewerReason)).toBeVisible();
      for (const button of await buttonsOn(page)) {
        if (READ_ONLY_BUTTONS.includes(button.name)) continue;
        expect
          .soft(button, `a button of ${name}`)
          .toMatchObject({ isOff: true, reason: viewerReason });
        off.add(button.name.replace(/^Adjust .*/, 'Adjust'));
      }
      await saveScreenshot(page, `viewer ${name}`);
    }
    expect([...off].toSorted()).toEqual([
      'Adjust',
      'Cancel order',
      'Give money back',
      'Given back elsewhere',
      'Look up payment',
      'New product',
      'Recover now',
      'Redrive',
      'Redrive all',
      'Refund',
      'Save product',
      'Sweep now',
      'Try refund again',
    ]);
  });

  test('a viewer sees what a file would do, and cannot import it', async ({
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
    await saveScreenshot(page, 'viewer office import preview');
    await page.close();
  });
});

test('whatever changes something is refused to a viewer who calls it without a button', async ({
  shop,
  viewer,
}) => {
  // Its type is nested as the router is; the record itself is flat.
  const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
  const changes = Object.entries(procedures)
    .filter(([name, { _def }]) => name.startsWith('admin.') && _def.type === 'mutation')
    .map(([name]) => name)
    // A file is too long for a question.
    .filter((name) => name !== 'admin.products.previewImport');
  expect(changes).toContain('admin.orders.cancel');

  const calls = await createStaffApi(shop, viewer);
  for (const name of changes) {
    const response = await calls.post(`/api/trpc/${name}`, { data: { orderId: office.disputed } });
    const { error } = (await response.json()) as { error: { data: { domain: { code: string } } } };
    expect({ name, code: error.data.domain.code }).toEqual({ name, code: 'FORBIDDEN' });
  }
  await calls.dispose();
});

/** The buttons of the page itself that can be pressed by themselves, and why they cannot be now. */
async function buttonsOn(page: Page) {
  // Those of a form that is off as a whole are off with it.
  return await page.locator('main button:enabled').evaluateAll((buttons) =>
    buttons.map((button) => ({
      name: button.getAttribute('aria-label') ?? button.textContent,
      isOff: button.ariaDisabled === 'true',
      reason: document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent,
    })),
  );
}
