import type { Page } from '@playwright/test';
import { queryApi, openOrder, payOrderByApi, placeOrderByApi, mutateApi } from './api.ts';
import { archiveProduct } from './products.ts';
import {
  addToCart,
  expectCountdownRunning,
  expectStatus,
  fillCheckoutForm,
  orderIdOf,
} from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { callSandbox } from './database.ts';
import { expect, test, PAYMENT_WINDOW_MS } from './system.ts';

onEachDevice(() => {
  test('with a device clock three days slow, an order can be placed and its countdown is right', async ({
    page,
  }) => {
    await page.addInitScript((lagMs) => {
      const TrueDate = Date;
      globalThis.Date = class extends TrueDate {
        constructor(...values: [] | [string]) {
          super(...((values.length ? values : [TrueDate.now() - lagMs]) as [number]));
        }
        static override now() {
          return TrueDate.now() - lagMs;
        }
      } as DateConstructor;
    }, 3 * 86_400_000);
    await addToCart(page, 'field-notebook');
    await page.goto('/checkout');
    await fillCheckoutForm(page);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');

    await expectRightCountdown(page);
  });

  test('without the event stream the page polls and shows the change', async ({ page }) => {
    await page.route('**/api/trpc/orders.changes**', (route) => route.abort());
    const orderId = await openOrder(page, 'field-notebook');
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await expectStatus(page, 'cancelled');
    await expect(page.getByText('You were not charged.')).toBeVisible();
  });

  test('when the shop cannot be reached the page says so, and recovers by itself', async ({
    page,
  }) => {
    await page.route('**/api/trpc/**', (route) => route.abort());
    const orderId = await openOrder(page, 'field-notebook');
    await expect(page.getByText('Connection lost. Reconnecting …')).toBeVisible();
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await page.unroute('**/api/trpc/**');
    await expectStatus(page, 'cancelled');
    await expect(page.getByText('Connection lost. Reconnecting …')).toBeHidden();
  });

  test('offline the page shows a banner, and the order is up to date after reconnecting', async ({
    page,
    context,
  }) => {
    const orderId = await openOrder(page, 'field-notebook');
    await context.setOffline(true);
    await expect(page.getByText('You are offline')).toBeVisible();
    // A stream that is already open may survive going offline, depending on the browser.
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await context.setOffline(false);
    await expect(page.getByText('You are offline')).toBeHidden();
    await expectStatus(page, 'cancelled');
  });

  test('when the cancel dialog cannot be loaded the page says so, and a later click opens it', async ({
    page,
    context,
  }) => {
    await openOrder(page, 'field-notebook');
    await expectCountdownRunning(page.getByRole('timer'));
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await expect(page.getByText('We can’t reach the shop.')).toBeVisible();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await expect(page.getByRole('dialog', { name: 'Cancel this order?' })).toBeVisible();
  });

  test('the items of a cancelled order can be added to the cart and ordered again', async ({
    page,
  }) => {
    const orderId = await openOrder(page, 'field-notebook');
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await page.getByRole('button', { name: 'Add the items to your cart again' }).click();
    await expect(page).toHaveURL('/cart');
    await page.getByRole('button', { name: 'Go to checkout' }).click();
    await fillCheckoutForm(page);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
    expect(orderIdOf(page)).not.toBe(orderId);
  });
});

test('my orders show the stage of each order', async ({ page, shop, newProduct }) => {
  const { slug } = await newProduct({ name: 'Lone Notebook' });
  const processing = await placeOrderByApi(page.request, slug, { quantity: 3 });
  await mutateApi(page.request, 'orders.requestPayment', { orderId: processing });
  await callSandbox(shop, `sessions/${processing}/pay`, { method: 'bank' });
  const refunded = await placeOrderByApi(page.request, 'walnut-clock');
  await payOrderByApi(page.request, shop, refunded);
  await callSandbox(shop, `sessions/${refunded}/refund`, {});
  await placeOrderByApi(page.request, 'ceramic-mug');

  const orders = page.getByRole('main').getByRole('listitem');
  await page.clock.install();
  await expect(async () => {
    await page.goto('/orders');
    await expect(orders.filter({ hasText: 'Walnut Clock' })).toContainText(
      'Your payment was refunded',
      { timeout: 1_000 },
    );
  }).toPass();
  const bank = orders.filter({ hasText: 'Lone Notebook' });
  await expect(bank).toContainText('Your payment is being processed');
  await expect(bank).not.toContainText(/Pay within|more product/);
  const mug = orders.filter({ hasText: 'Ceramic Mug' });
  await expect(mug).toContainText('Pay within');
  await expectCountdownRunning(mug.getByRole('timer'));
  await page.clock.fastForward(PAYMENT_WINDOW_MS);
  await expect(mug).toContainText('The time to pay has run out');
});

test('a device that slept shows at once how much time is left', async ({ page }) => {
  await page.clock.install();
  await openOrder(page, 'field-notebook');
  const countdown = page.getByRole('timer', { name: 'Time left to pay' });
  await expectCountdownRunning(countdown);
  // From here on neither a timer nor the shop can tell the page what time it is.
  await page.route('**/api/trpc/**', (route) => route.abort());
  await page.clock.pauseAt(Date.now() + 60_000);
  const minutesLeft = async () => Number((await countdown.innerText()).split(':')[0]);
  const before = await minutesLeft();
  const wake = async (sleptMs: number) => {
    await page.evaluate((ms) => {
      const now = Date.now() + ms;
      Date.now = () => now;
    }, sleptMs);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  };
  await wake(10 * 60_000);
  expect(await minutesLeft()).toBe(before - 10);
  await wake(PAYMENT_WINDOW_MS);
  await expect(page.getByText('The time to pay has run out')).toBeVisible();
});

test('cancelling with the keyboard moves the focus to the new status', async ({ page }) => {
  await openOrder(page, 'field-notebook');
  await page.getByRole('button', { name: 'Cancel order' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Yes, cancel order' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'This order is cancelled' })).toBeFocused();
});

test('an order line of an archived product has no link', async ({ page, shop, newProduct }) => {
  const product = await newProduct({ name: 'Past Notebook' });
  await openOrder(page, product.slug);
  await expect(page.getByRole('link', { name: 'Past Notebook' })).toBeVisible();
  await archiveProduct(shop, product);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Past Notebook' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Past Notebook' })).toBeHidden();
});

test('when the clipboard is blocked the link is selected for copying', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'));
  });
  await openOrder(page, 'field-notebook');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('Your browser blocked copying.')).toBeVisible();
  await expect(page.getByLabel('Link to this order')).toBeFocused();
});

test('the link opens the order on another device, leaves the address bar and no request carries its key', async ({
  page,
  browser,
  shop,
}) => {
  await openOrder(page, 'field-notebook');
  const field = page.getByLabel('Link to this order');
  // Complete once the page knows its origin.
  await expect(field).toHaveValue(/^http.*#key=[\w-]{22}$/);
  const link = await field.inputValue();
  const key = new URL(link).hash.replace('#key=', '');

  const device = await browser.newContext({ baseURL: shop.shopUrl });
  const visitor = await device.newPage();
  const sent: string[] = [];
  visitor.on('request', (request) => {
    sent.push(request.url(), request.headers()['referer'] ?? '');
  });
  await visitor.goto(link);
  await expectStatus(visitor, 'pending_payment');
  expect(visitor.url()).toBe(link.split('#')[0]);
  expect(sent.filter((text) => text.includes(key))).toEqual([]);
  await expect(visitor.getByRole('button', { name: 'Pay now' })).toBeEnabled();
  await expect(visitor.getByRole('button', { name: 'Make a new link' })).toBeHidden();
  await visitor.reload();
  await expectStatus(visitor, 'pending_payment');
  // Going back does not lead to an address with the key.
  expect(await visitor.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  await device.close();
});

test('a new link shuts out who has the old one, while the buyer’s page stays', async ({
  page,
  browser,
  shop,
}) => {
  await openOrder(page, 'field-notebook');
  await expect(page.getByLabel('Link to this order')).toHaveValue(/^http/);
  const oldLink = await page.getByLabel('Link to this order').inputValue();
  const device = await browser.newContext({ baseURL: shop.shopUrl });
  const visitor = await device.newPage();
  await visitor.goto(oldLink);
  await expectStatus(visitor, 'pending_payment');

  await page.getByRole('button', { name: 'Make a new link' }).click();
  await expect(page.getByText('New link made.')).toBeVisible();
  await expect(page.getByLabel('Link to this order')).not.toHaveValue(oldLink);
  await visitor.goto('/');
  await visitor.goto(oldLink);
  await expect(visitor.getByText('This link no longer works.')).toBeVisible();
  await visitor.goto(await page.getByLabel('Link to this order').inputValue());
  await expectStatus(visitor, 'pending_payment');
  await device.close();
});

test('an order opened from a page that has been open for a while has the right countdown', async ({
  page,
}) => {
  const orderId = await placeOrderByApi(page.request, 'field-notebook');
  await page.goto('/');
  // A clock synced to the wrong document would be off by this much.
  await page.waitForFunction(() => performance.now() > 5_000);
  await page.getByRole('link', { name: 'My orders' }).click();
  await page.locator(`a[href="/orders/${orderId}"]`).click();
  await expectStatus(page, 'pending_payment');
  await expectRightCountdown(page);
});

/** The countdown of the open order page matches the order's deadline by the shop's clock. */
async function expectRightCountdown(page: Page): Promise<void> {
  const orderId = orderIdOf(page);
  const { payBy } = await queryApi<{ payBy: string }>(page.request, 'orders.get', { orderId });
  const countdown = page.getByRole('timer', { name: 'Time left to pay' });
  // A slow page load makes the clock a little late until the next answer.
  await expect(async () => {
    const before = Date.now();
    const [, minutes, seconds] = /^(\d+):(\d\d)$/.exec(await countdown.innerText()) ?? [];
    const shownS = Number(minutes) * 60 + Number(seconds);
    // The shop and this test share a clock; a second is lost to rounding at each end.
    expect(shownS).toBeLessThanOrEqual((Date.parse(payBy) - before) / 1000 + 1);
    expect(shownS).toBeGreaterThanOrEqual((Date.parse(payBy) - Date.now()) / 1000 - 2);
  }).toPass({ timeout: 5_000 });
}
