import type { Page } from '@playwright/test';
import { mutateApi, openOrder } from './api.ts';
import { saveScreenshot } from './page-checks.ts';
import {
  addToCart,
  expectCountdownRunning,
  expectStatus,
  fillCheckoutForm,
  orderIdOf,
  tabTo,
} from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { expect, PAYMENT_WINDOW_MS, test } from './system.ts';

/** What the pages of the shop tell of the visitor's unpaid order. */
const reminder = (page: Page) => page.getByRole('status').filter({ hasText: 'Reserved for you' });
const payLink = (page: Page) => reminder(page).getByRole('link', { name: 'Pay now' });

async function placeOrder(page: Page): Promise<string> {
  await addToCart(page, 'field-notebook');
  await page.goto('/checkout');
  await fillCheckoutForm(page);
  await page.getByRole('button', { name: 'Place order' }).click();
  await expectStatus(page, 'pending_payment');
  return orderIdOf(page);
}

/** Opens the page of a new order, as far as the browser remembers the order. */
async function openOrderLive(page: Page): Promise<string> {
  const orderId = await openOrder(page, 'field-notebook');
  await expectCountdownRunning(page.getByRole('timer', { name: 'Time left to pay' }).first());
  return orderId;
}

onEachDevice(() => {
  test('after placing, the back button leads to a checkout that links to the order, and every other page has a way to pay it', async ({
    page,
  }) => {
    const orderId = await placeOrder(page);
    await page.goBack();
    await expect(page.getByText('Your order was placed')).toBeInViewport();
    await expect(page.getByRole('link', { name: 'View your order' })).toBeInViewport();
    await saveScreenshot(page, 'checkout after placing');

    for (const path of ['/', '/products/walnut-clock', '/cart', '/orders', '/no/such/page']) {
      await page.goto(path);
      await expect(payLink(page)).toBeInViewport();
      await expectCountdownRunning(reminder(page).getByRole('timer'));
    }
    await page.goto('/checkout');
    await page.getByRole('link', { name: 'View your order' }).click();
    await expect(page).toHaveURL(`/orders/${orderId}`);
    await expectStatus(page, 'pending_payment');
    await expect(reminder(page)).toBeHidden();
  });

  test('the reminder goes at once, also from another tab, when the order is cancelled', async ({
    page,
    context,
  }) => {
    await placeOrder(page);
    const other = await context.newPage();
    await other.goto('/');
    await expect(payLink(other)).toBeVisible();
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Yes, cancel order' }).click();
    await expectStatus(page, 'cancelled');
    await expect(reminder(other)).toBeHidden();
    // Without a reload, the pages that follow say nothing of it.
    await page.getByRole('link', { name: 'Back to the shop' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(reminder(page)).toBeHidden();
  });
});

test('the reminder goes when the time is up, before the server says so', async ({ page }) => {
  await page.clock.install();
  await openOrderLive(page);
  await page.goto('/');
  await expectCountdownRunning(reminder(page).getByRole('timer'));
  await page.route('**/api/trpc/**', (route) => route.abort());
  await page.clock.fastForward(PAYMENT_WINDOW_MS);
  await expect(reminder(page)).toBeHidden();
});

test('of two unpaid orders the one that ends first is shown, and on its own page the other one', async ({
  page,
}) => {
  const first = await openOrderLive(page);
  const second = await openOrderLive(page);
  await expect(payLink(page)).toHaveAttribute('href', `/orders/${first}`);
  await page.goto('/');
  await expect(payLink(page)).toHaveAttribute('href', `/orders/${first}`);
  await mutateApi(page.request, 'orders.cancel', { orderId: first });
  await expect(payLink(page)).toHaveAttribute('href', `/orders/${second}`);
});

test('with the keyboard the reminder leads to the order', async ({ page }) => {
  const orderId = await openOrderLive(page);
  await page.goto('/cart');
  await expect(payLink(page)).toBeVisible();
  await tabTo(page, payLink(page));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/orders/${orderId}`);
});

test('an order whose answer was lost is found when the shopper goes on', async ({ page }) => {
  await addToCart(page, 'field-notebook');
  await page.goto('/checkout');
  await fillCheckoutForm(page);
  await page.route('**/api/trpc/orders.place**', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  // The first attempt of a browser only gets its cookie.
  const placeOrder = page.getByRole('button', { name: 'Place order' });
  await placeOrder.click();
  await expect(page.getByText('We don’t know whether your order was placed')).toBeVisible();
  await placeOrder.click();
  await page.goto('/');
  await expect(payLink(page)).toBeVisible();
});

test('a visitor who never ordered asks for no order and gets no cookie of a buyer', async ({
  page,
  context,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/orders\.(list|changes)/.test(request.url())) asked.push(request.url());
  });
  for (const path of ['/', '/cart', '/checkout']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
  expect(asked).toEqual([]);
  expect((await context.cookies()).filter(({ name }) => name.includes('buyer'))).toEqual([]);
});
