import { expectReconciled } from './reconciliation.ts';
import { openOrder } from './api.ts';
import {
  checkOut,
  DECLINED_CARD,
  expectStatus,
  goToPayment,
  VALID_CARD,
  payWith,
  placeOrder,
} from './shopper.ts';
import { expectAuditPasses, callSandbox, getStock } from './database.ts';
import { expect, test } from './system.ts';

test.afterEach(async ({ shop }) => {
  await callSandbox(shop, 'faults', undefined, 'DELETE');
  await expectAuditPasses(shop);
  await expectReconciled(shop);
});

test('a shopper buys and pays: the order is paid, on hand falls, no lock is left', async ({
  page,
  shop,
}) => {
  const before = await getStock(shop, 'walnut-clock');
  await placeOrder(page, 'walnut-clock');
  expect(await getStock(shop, 'walnut-clock')).toEqual({ onHand: before.onHand, locked: 1 });

  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\//);
  await expectStatus(page, 'paid');
  await expect(page.getByText('Thank you, your order is paid')).toBeVisible();
  expect(await getStock(shop, 'walnut-clock')).toEqual({ onHand: before.onHand - 1, locked: 0 });
});

test('a card is refused, the order waits, and another card pays it', async ({ page, shop }) => {
  const orderId = await placeOrder(page, 'aurora-lamp');
  await goToPayment(page);
  await payWith(page, DECLINED_CARD);
  await expect(page.getByRole('alert')).toContainText(/declined/i);
  expect((await getStock(shop, 'aurora-lamp')).locked).toBe(1);

  await page.goto(`/orders/${orderId}`);
  await expect(page.getByText('The last attempt to pay was declined.')).toBeVisible();
  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\//);
  await expectStatus(page, 'paid');
});

test('a shopper cancels: the stock is free at once and the money was not taken', async ({
  page,
  shop,
}) => {
  const before = await getStock(shop, 'cedar-desk-tray');
  await placeOrder(page, 'cedar-desk-tray');
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await page.getByRole('button', { name: 'Yes, cancel the order' }).click();
  await expectStatus(page, 'cancelled');
  await expect(page.getByText('Your money was not taken.')).toBeVisible();
  expect(await getStock(shop, 'cedar-desk-tray')).toEqual(before);
});

test('a payment that lands after the cancellation is given back, and the page says so', async ({
  page,
  shop,
}) => {
  const orderId = await placeOrder(page, 'field-notebook');
  await goToPayment(page);
  await page.goto(`/orders/${orderId}`);
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await page.getByRole('button', { name: 'Yes, cancel the order' }).click();
  await expectStatus(page, 'cancelled');

  await callSandbox(shop, `sessions/${orderId}/pay-after-expiry`, {});
  await expect(page.getByText(/was given back to you/)).toBeVisible({ timeout: 20_000 });
  await expectStatus(page, 'cancelled');
});

test('while the payment service is down the shopper is told so and keeps the order; later it is paid', async ({
  page,
  shop,
}) => {
  await openOrder(page, 'linen-throw');
  await callSandbox(shop, 'faults', { api_outage: '503' });
  await page.getByRole('button', { name: 'Pay now' }).click();
  const told = page.getByRole('alert').filter({ hasText: 'Your items stay held' });
  await expect(told).toBeVisible();
  await expectStatus(page, 'pending_payment');
  expect((await getStock(shop, 'linen-throw')).locked).toBe(1);
  const timeLeft = page.getByRole('timer', { name: 'Time left to pay' });
  await expect(timeLeft).not.toHaveText((await timeLeft.textContent())!);

  await callSandbox(shop, 'faults', undefined, 'DELETE');
  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\//);
  await expectStatus(page, 'paid');
});

test('an order is found again under my orders and by its link on another device', async ({
  page,
  browser,
  shop,
}) => {
  const orderId = await placeOrder(page, 'canvas-tote');
  const link = await page.getByLabel('Link to this order').inputValue();
  await page.goto('/orders');
  await expect(page.getByRole('main')).toContainText('Canvas Tote');
  await page.locator(`a[href="/orders/${orderId}"]`).first().click();
  await expectStatus(page, 'pending_payment');

  const elsewhere = await browser.newContext({ baseURL: shop.shopUrl });
  const other = await elsewhere.newPage();
  await other.goto(`/orders/${orderId}`);
  await expect(other.getByText('We cannot show this order')).toBeVisible();
  await other.goto(link);
  await expectStatus(other, 'pending_payment');
  await elsewhere.close();
});

test('an item that sells out during the checkout is refused, saying how many are left', async ({
  page,
  browser,
  shop,
}) => {
  await page.goto('/products/ceramic-mug');
  await page.getByText('Night', { exact: true }).click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.goto('/cart');
  await expect(page.getByRole('button', { name: 'Go to checkout' })).toBeEnabled();
  // From here on the page hears nothing of the stock, as on a bad connection: the server must say it.
  await page.route('**/api/trpc/catalog.*', (route) => route.abort());

  const elsewhere = await browser.newContext({ baseURL: shop.shopUrl });
  const otherShopper = await elsewhere.newPage();
  await otherShopper.goto('/products/ceramic-mug');
  await otherShopper.getByText('Night', { exact: true }).click();
  await expect(otherShopper.getByText('3 left')).toBeVisible();
  await otherShopper.getByRole('spinbutton', { name: 'Quantity' }).fill('3');
  await otherShopper.getByRole('button', { name: 'Add to cart' }).click();
  await otherShopper.goto('/cart');
  await checkOut(otherShopper);
  await expectStatus(otherShopper, 'pending_payment');
  await elsewhere.close();

  await checkOut(page);
  await expect(page.getByRole('group').filter({ hasText: '0 left' })).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue('ada@example.com');
});
