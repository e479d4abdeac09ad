import { expectReconciled } from './reconciliation.ts';
import { mutateApi, openOrder, payOrderByApi } from './api.ts';
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

test('buying and paying makes the order paid, lowers on hand and leaves no lock', async ({
  page,
  shop,
}) => {
  const before = await getStock(shop, 'walnut-clock');
  await placeOrder(page, 'walnut-clock');
  expect(await getStock(shop, 'walnut-clock')).toEqual({
    onHand: before.onHand,
    locked: before.locked + 1,
  });

  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\//);
  await expectStatus(page, 'paid');
  await expect(page.getByText('Thank you, your order is paid')).toBeVisible();
  expect(await getStock(shop, 'walnut-clock')).toEqual({
    onHand: before.onHand - 1,
    locked: before.locked,
  });
});

test('after a declined card the order can be paid with another one', async ({ page, shop }) => {
  const before = await getStock(shop, 'aurora-lamp');
  const orderId = await placeOrder(page, 'aurora-lamp');
  await goToPayment(page);
  await payWith(page, DECLINED_CARD);
  await expect(page.getByRole('alert')).toContainText(/declined/i);
  expect((await getStock(shop, 'aurora-lamp')).locked).toBe(before.locked + 1);

  await page.goto(`/orders/${orderId}`);
  await expect(page.getByText('Your last payment was declined')).toBeVisible();
  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\//);
  await expectStatus(page, 'paid');
});

test('cancelling an order releases its stock at once', async ({ page, shop }) => {
  const before = await getStock(shop, 'cedar-desk-tray');
  await placeOrder(page, 'cedar-desk-tray');
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await page.getByRole('button', { name: 'Yes, cancel order' }).click();
  await expectStatus(page, 'cancelled');
  await expect(page.getByText('You were not charged.')).toBeVisible();
  expect(await getStock(shop, 'cedar-desk-tray')).toEqual(before);
});

test('a payment that arrives after the cancellation is refunded, and the page shows it', async ({
  page,
  shop,
}) => {
  const orderId = await placeOrder(page, 'field-notebook');
  await goToPayment(page);
  await page.goto(`/orders/${orderId}`);
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await page.getByRole('button', { name: 'Yes, cancel order' }).click();
  await expectStatus(page, 'cancelled');

  await callSandbox(shop, `sessions/${orderId}/pay-after-expiry`, {});
  await expect(page.getByText(/ refunded$/)).toBeVisible({ timeout: 20_000 });
  await expectStatus(page, 'cancelled');
});

test('after a payment of a wrong amount the page says so, nothing asks to pay again, and its refund is no late payment', async ({
  page,
  shop,
  admin,
  playwright,
}) => {
  const orderId = await openOrder(page, 'linen-throw');
  await callSandbox(shop, 'faults', { capture_offset: 250 });
  await payOrderByApi(page.request, shop, orderId);
  await expect(
    page.getByText(/We received €\S+ instead of €\S+, so the order is not paid/),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: /Pay now|Cancel order/ })).toHaveCount(0);
  await expect(page.getByRole('timer')).toHaveCount(0);
  await expect(page.getByText(/Waiting for payment|not charged/)).toHaveCount(0);
  const refused = await page.request.post('/api/trpc/orders.requestPayment', { data: { orderId } });
  expect(await refused.json()).toMatchObject({
    error: { data: { domain: { code: 'ORDER_NOT_PAYABLE', status: 'held' } } },
  });

  const staff = await playwright.request.newContext({ baseURL: shop.shopUrl, storageState: admin });
  await mutateApi(staff, 'admin.payments.resolveHeld', { orderId, note: 'wrong amount' });
  await staff.dispose();
  await expectStatus(page, 'cancelled');
  await expect(
    page.getByText(/instead of €\S+, so the order is not paid. It was refunded./),
  ).toBeVisible();
  await expect(page.getByText(/after the order|not charged/)).toHaveCount(0);
  await page.goto('/orders');
  await expect(page.getByText('A payment that did not match is refunded')).toBeVisible();
});

test('an outage of the payment service is shown, and the order can be paid afterwards', async ({
  page,
  shop,
}) => {
  const before = await getStock(shop, 'linen-throw');
  await openOrder(page, 'linen-throw');
  await callSandbox(shop, 'faults', { api_outage: '503' });
  await page.getByRole('button', { name: 'Pay now' }).click();
  const notice = page.getByRole('alert').filter({ hasText: 'Your items stay reserved' });
  await expect(notice).toBeVisible();
  await expectStatus(page, 'pending_payment');
  expect((await getStock(shop, 'linen-throw')).locked).toBe(before.locked + 1);
  const timeLeft = page.getByRole('timer', { name: 'Time left to pay' });
  await expect(timeLeft).not.toHaveText((await timeLeft.textContent())!);

  await callSandbox(shop, 'faults', undefined, 'DELETE');
  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\//);
  await expectStatus(page, 'paid');
});

test('an order is listed under my orders, and its link opens it on another device', async ({
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

  const other = await browser.newPage({ baseURL: shop.shopUrl });
  await other.goto(`/orders/${orderId}`);
  await expect(other.getByText('Order not found')).toBeVisible();
  await other.goto(link);
  await expectStatus(other, 'pending_payment');
  await other.close();
});

test('an order for an item that others reserved during checkout is refused with the number left', async ({
  page,
  browser,
  shop,
}) => {
  await page.goto('/products/ceramic-mug');
  await page.getByText('Night', { exact: true }).click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.goto('/cart');
  await expect(page.getByRole('button', { name: 'Go to checkout' })).toBeEnabled();
  // From here on the page gets no stock updates, so only the server can refuse.
  await page.route('**/api/trpc/catalog.*', (route) => route.abort());

  const otherShopper = await browser.newPage({ baseURL: shop.shopUrl });
  await otherShopper.goto('/products/ceramic-mug');
  await otherShopper.getByText('Night', { exact: true }).click();
  await expect(otherShopper.getByText('3 left')).toBeVisible();
  await otherShopper.getByRole('spinbutton', { name: 'Quantity' }).fill('3');
  await otherShopper.getByRole('button', { name: 'Add to cart' }).click();
  await otherShopper.goto('/cart');
  await checkOut(otherShopper);
  await expectStatus(otherShopper, 'pending_payment');
  await otherShopper.close();

  await checkOut(page);
  const refusal = page
    .getByRole('group')
    .filter({ hasText: '0 left, 3 reserved in unpaid orders' });
  await expect(refusal).toContainText('Unpaid orders hold what you want to buy. It may come back.');
  await expect(page.getByLabel('Email')).toHaveValue('ada@example.com');
});
