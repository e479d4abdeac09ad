import type { Page } from '@playwright/test';
import { orderNumber } from '#server/platform/ids.ts';
import { openOrder, payOrderByApi, placeOrderByApi, mutateApi } from './api.ts';
import { saveScreenshot } from './page-checks.ts';
import { tableRows } from './admin.ts';
import { expectStatus } from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { backdateOrder, expectAuditPasses, getStock } from './database.ts';
import { expect, test } from './system.ts';

test.use({ storageState: ({ admin }, use) => use(admin) });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Presses a button and confirms. */
async function confirm(page: Page, action: string, question: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: action }).click();
  await page.getByRole('dialog', { name: question }).getByRole('button', { name: action }).click();
}

test('an order shows what its buyer read, and staff the name in their language', async ({
  page,
}) => {
  const orderId = await placeOrderByApi(page.request, 'walnut-clock', { language: 'zh' });
  await page.goto(`/orders/${orderId}`);
  const read = page.getByRole('heading', { level: 3 }).getByText('胡桃木挂钟');
  await expect(read).toHaveAttribute('lang', 'zh-CN');
  await page.goto('/orders');
  await expect(page.getByText('胡桃木挂钟')).toBeVisible();

  await page.goto(`/admin/orders/${orderId}`);
  const item = page.getByRole('table', { name: 'Items' });
  await expect(item).toContainText('Walnut Clock');
  await page.context().addCookies([{ name: 'language', value: 'zh', url: page.url() }]);
  await page.reload();
  const line = page.getByRole('rowheader').getByText('胡桃木挂钟');
  await expect(line).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText('Walnut Clock');
  await saveScreenshot(page, 'admin order in Chinese');
  // Other journeys expect no lock of this SKU.
  await mutateApi(page.request, 'admin.orders.cancel', { orderId });
});

onEachDevice(() => {
  test('an order is found by its number, its email address and its SKU', async ({
    page,
    request,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Sought Satchel' });
    const email = `${slug}@example.com`;
    const number = orderNumber(await placeOrderByApi(request, slug, { email }));

    await page.goto('/admin/orders');
    for (const search of [number, email, skus[0]!.code]) {
      await page.getByRole('searchbox', { name: 'Search' }).fill(search);
      await expect(page).toHaveURL(`/admin/orders?${new URLSearchParams({ search })}`);
      await expect(tableRows(page)).toHaveCount(1);
      await expect(tableRows(page)).toContainText(email);
    }
    await saveScreenshot(page, 'admin order found');
    await page.getByRole('link', { name: number }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(number);
  });

  test('locks are filtered and sorted, and a reload keeps both', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Held Hammock' });
    const old = await placeOrderByApi(request, slug);
    await backdateOrder(shop, old);
    const young = await placeOrderByApi(request, slug, { quantity: 2 });
    const [first, last] = [old, young].map(orderNumber);

    await page.goto('/admin/locks');
    await page.getByRole('searchbox', { name: 'SKU' }).fill(skus[0]!.code.toLowerCase());
    await expect(tableRows(page)).toContainText([first!, last!]);
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption('Ends last');
    await expect(tableRows(page)).toContainText([last!, first!]);

    const address = page.url();
    await page.reload();
    expect(page.url()).toBe(address);
    await expect(tableRows(page)).toContainText([last!, first!]);

    // Filters work after hydration, which ends before the page is live.
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await page.getByRole('combobox', { name: 'Locked for' }).selectOption('15 minutes or more');
    await expect(page).toHaveURL(/age=/);
    await page.getByRole('checkbox', { name: 'Overdue only' }).check();
    await expect(page).toHaveURL(/overdue=/);
    await expect(tableRows(page)).toHaveCount(1);
    await page.reload();
    await expect(page.getByRole('checkbox', { name: 'Overdue only' })).toBeChecked();
    await expect(tableRows(page)).toContainText([first!]);
    await saveScreenshot(page, 'admin locks filtered');
    await page.getByRole('link', { name: 'Clear filters' }).first().click();
    await expect(page).toHaveURL('/admin/locks');
  });

  test('the stock of an order that every job missed is recovered, and its shopper reads why the order was cancelled', async ({
    page,
    browser,
    shop,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Stuck Stool' });
    const shopper = await browser.newPage({ baseURL: shop.shopUrl, storageState: undefined });
    const orderId = await openOrder(shopper, slug);
    await backdateOrder(shop, orderId);
    const number = orderNumber(orderId);

    await page.goto(`/admin/locks?skuId=${skus[0]!.skuId}`);
    await expect(tableRows(page)).toContainText('Overdue');
    await confirm(page, 'Recover now', `Recover the stock of order ${number} now?`);
    await expect(page.getByText('its units are for sale again').first()).toBeVisible();
    await expect(tableRows(page)).toHaveCount(0);
    expect((await getStock(shop, slug)).locked).toBe(0);

    await expectStatus(shopper, 'cancelled');
    await expect(shopper.getByText('It was not paid in time')).toBeVisible();
    await expect(shopper.getByText('You were not charged.')).toBeVisible();
    await shopper.close();
  });

  test('an order is cancelled after a confirmation, and its shopper reads that the shop cancelled it', async ({
    page,
    browser,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Called-off Cup' });
    const shopper = await browser.newPage({ baseURL: shop.shopUrl, storageState: undefined });
    const orderId = await openOrder(shopper, slug);
    const number = orderNumber(orderId);

    await page.goto(`/admin/orders/${orderId}`);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Keep order' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Waiting for payment');

    await confirm(page, 'Cancel order', `Cancel order ${number}?`);
    await expect(page.getByText(`Order ${number} is cancelled.`)).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
    await expect(page.getByText('Cancelled: by staff')).toBeVisible();
    await saveScreenshot(page, 'admin order cancelled');
    expect(await getStock(shop, slug)).toEqual({ onHand: 10, locked: 0 });

    await expectStatus(shopper, 'cancelled');
    await expect(shopper.getByText('The shop cancelled it.')).toBeVisible();
    await shopper.close();
  });

  test('a paid order is partially refunded, and returned units are in the stock history', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Scratched Screen' });
    const orderId = await placeOrderByApi(request, slug, { quantity: 3 });
    await payOrderByApi(request, shop, orderId);

    await page.goto(`/admin/orders/${orderId}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Paid');
    await page.getByRole('button', { name: 'Refund' }).click();
    const dialog = page.getByRole('dialog', { name: 'Refund order' });
    await dialog.getByRole('radio', { name: 'Partial refund' }).check();
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('80');
    await dialog.getByRole('checkbox', { name: 'Put items back in stock' }).check();
    const returned = dialog.getByRole('spinbutton', { name: skus[0]!.code });
    await expect(returned).toHaveValue('0');
    await returned.fill('2');
    await dialog.getByRole('button', { name: 'Refund' }).click();
    await expect(dialog.getByText('At most €75.00 can be refunded')).toBeVisible();

    await dialog.getByRole('textbox', { name: 'Amount' }).fill('50.00');
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Two arrived scratched');
    await saveScreenshot(page, 'admin order being refunded');
    await dialog.getByRole('button', { name: 'Refund €50.00' }).click();
    await expect(page.getByText('The refund of €50.00 is on its way.')).toBeVisible();
    await expect(page.getByText('Refunded', { exact: true })).toBeVisible();
    await expect(page.getByText('The items are back in stock', { exact: true })).toBeVisible();
    expect(await getStock(shop, slug)).toEqual({ onHand: 9, locked: 0 });

    await page.goto(`/admin/stock/${skus[0]!.skuId}`);
    const change = tableRows(page, 'History').filter({ hasText: 'Returned' });
    await expect(change).toContainText('+2');
    await expect(change).toContainText(orderNumber(orderId));
    await expect(change).toContainText(shop.staff.email);
    await saveScreenshot(page, 'admin units returned');
    await expectAuditPasses(shop);
  });
});
