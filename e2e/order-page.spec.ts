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
  test('on a device whose clock is three days slow an order is placed, and its countdown is right', async ({
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

  test('the stream of changes is blocked: the page asks instead, and shows what happened', async ({
    page,
  }) => {
    await page.route('**/api/trpc/orders.changes**', (route) => route.abort());
    const orderId = await openOrder(page, 'field-notebook');
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await expectStatus(page, 'cancelled');
    await expect(page.getByText('Your money was not taken.')).toBeVisible();
  });

  test('the shop cannot be reached: the page says so, and goes on by itself once it can', async ({
    page,
  }) => {
    await page.route('**/api/trpc/**', (route) => route.abort());
    const orderId = await openOrder(page, 'field-notebook');
    await expect(page.getByText('Connection lost, still checking')).toBeVisible();
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await page.unroute('**/api/trpc/**');
    await expectStatus(page, 'cancelled');
    await expect(page.getByText('Connection lost, still checking')).toBeHidden();
  });

  test('the device goes offline: the banner says so, and the order is up to date once it is back', async ({
    page,
    context,
  }) => {
    const orderId = await openOrder(page, 'field-notebook');
    await context.setOffline(true);
    await expect(page.getByText('You are offline')).toBeVisible();
    // Whether the page still hears of this is the browser's choice: a stream that is open may live on.
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await context.setOffline(false);
    await expect(page.getByText('You are offline')).toBeHidden();
    await expectStatus(page, 'cancelled');
  });

  test('the question before a cancellation cannot be fetched: the page says so, and asks once it can', async ({
    page,
    context,
  }) => {
    await openOrder(page, 'field-notebook');
    await expectCountdownRunning(page.getByRole('timer'));
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await expect(page.getByText('The shop cannot be reached.')).toBeVisible();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await expect(page.getByRole('dialog', { name: 'Cancel this order?' })).toBeVisible();
  });

  test('a cancelled order is put back into the cart and ordered anew', async ({ page }) => {
    const orderId = await openOrder(page, 'field-notebook');
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await page.getByRole('button', { name: 'Put the items in the cart again' }).click();
    await expect(page).toHaveURL('/cart');
    await page.getByRole('button', { name: 'Go to checkout' }).click();
    await fillCheckoutForm(page);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
    expect(orderIdOf(page)).not.toBe(orderId);
  });
});

test('my orders tell what each one waits for', async ({ page, shop, newProduct }) => {
  const { slug } = await newProduct({ name: 'Lone Notebook' });
  const underWay = await placeOrderByApi(page.request, slug, { quantity: 3 });
  await mutateApi(page.request, 'orders.requestPayment', { orderId: underWay });
  await callSandbox(shop, `sessions/${underWay}/pay`, { method: 'bank' });
  const given = await placeOrderByApi(page.request, 'walnut-clock');
  await payOrderByApi(page.request, shop, given);
  await callSandbox(shop, `sessions/${given}/refund`, {});
  await placeOrderByApi(page.request, 'ceramic-mug');

  const orders = page.getByRole('main').getByRole('listitem');
  await page.clock.install();
  await expect(async () => {
    await page.goto('/orders');
    await expect(orders.filter({ hasText: 'Walnut Clock' })).toContainText(
      'Your payment was given back',
      { timeout: 1_000 },
    );
  }).toPass();
  const bank = orders.filter({ hasText: 'Lone Notebook' });
  await expect(bank).toContainText('Your payment is being processed');
  await expect(bank).not.toContainText(/Pay within|other product/);
  const mug = orders.filter({ hasText: 'Ceramic Mug' });
  await expect(mug).toContainText('Pay within');
  await expectCountdownRunning(mug.getByRole('timer'));
  await page.clock.fastForward(PAYMENT_WINDOW_MS);
  await expect(mug).toContainText('The time to pay is over');
});

test('an order is cancelled with the keyboard: the focus goes to what became of it', async ({
  page,
}) => {
  await openOrder(page, 'field-notebook');
  await page.getByRole('button', { name: 'Cancel order' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Yes, cancel the order' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'This order is cancelled' })).toBeFocused();
});

test('a line whose product is no longer sold leads nowhere', async ({ page, shop, newProduct }) => {
  const goods = await newProduct({ name: 'Past Notebook' });
  await openOrder(page, goods.slug);
  await expect(page.getByRole('link', { name: 'Past Notebook' })).toBeVisible();
  await archiveProduct(shop, goods);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Past Notebook' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Past Notebook' })).toBeHidden();
});

test('where copying is forbidden the link to the order is selected, and the page says so', async ({
  page,
}) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'));
  });
  await openOrder(page, 'field-notebook');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('Your browser did not let us copy.')).toBeVisible();
  await expect(page.getByLabel('Link to this order')).toBeFocused();
});

test('an order is opened from a page that has stood open for a while, and its countdown is right', async ({
  page,
}) => {
  const orderId = await placeOrderByApi(page.request, 'field-notebook');
  await page.goto('/');
  // A clock that took its time from the wrong document would be off by this much.
  await page.waitForFunction(() => performance.now() > 5_000);
  await page.getByRole('link', { name: 'My orders' }).click();
  await page.locator(`a[href="/orders/${orderId}"]`).click();
  await expectStatus(page, 'pending_payment');
  await expectRightCountdown(page);
});

/** The countdown of the open order page tells what is left until the order's end, by the shop's clock. */
async function expectRightCountdown(page: Page): Promise<void> {
  const orderId = orderIdOf(page);
  const { payBy } = await queryApi<{ payBy: string }>(page.request, 'orders.get', { orderId });
  const countdown = page.getByRole('timer', { name: 'Time left to pay' });
  // A page that was long in coming makes the clock a little late until the next answer.
  await expect(async () => {
    const before = Date.now();
    const [, minutes, seconds] = /^(\d+):(\d\d)$/.exec(await countdown.innerText()) ?? [];
    const shownS = Number(minutes) * 60 + Number(seconds);
    // The shop and this test share a clock; a second is lost to rounding at each end.
    expect(shownS).toBeLessThanOrEqual((Date.parse(payBy) - before) / 1000 + 1);
    expect(shownS).toBeGreaterThanOrEqual((Date.parse(payBy) - Date.now()) / 1000 - 2);
  }).toPass({ timeout: 5_000 });
}
