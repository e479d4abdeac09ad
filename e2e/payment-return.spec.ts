import { findReturnAddress, mutateApi, openOrder, placeOrderByApi } from './api.ts';
import { callSandbox, expectAuditPasses } from './database.ts';
import { expectReconciled } from './reconciliation.ts';
import { expectStatus, goToPayment, payWith, VALID_CARD } from './shopper.ts';
import { expect, test } from './system.ts';
import type { Page } from '@playwright/test';

test.beforeEach(({ shop }) => callSandbox(shop, 'faults', { webhook_paused: true }));
test.afterEach(async ({ shop }) => {
  await callSandbox(shop, 'faults', undefined, 'DELETE');
  await callSandbox(shop, 'deliveries/deliver', {});
  await expectAuditPasses(shop);
  await expectReconciled(shop);
});

async function expectNothingToPay(page: Page): Promise<void> {
  for (const name of ['Pay now', 'Cancel order']) {
    await expect(page.getByRole('button', { name })).toBeHidden();
  }
  await expect(page.getByText('Waiting for payment')).toBeHidden();
  await expect(page.getByRole('timer')).toBeHidden();
}

test('back from paying before any webhook, the page checks the payment, asks nobody to pay, and shows that it arrived', async ({
  page,
}) => {
  await openOrder(page);
  const { promise: mayCheck, resolve: letCheck } = Promise.withResolvers<void>();
  await page.route('**/api/trpc/orders.checkPayment**', async (route) => {
    await mayCheck;
    await route.continue();
  });
  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\/.*payment=/);
  await expect(page.getByRole('heading', { name: 'Checking your payment' })).toBeVisible();
  await expectNothingToPay(page);

  letCheck();
  await expectStatus(page, 'paid');
  await expect(page.getByText('Thank you, your order is paid')).toBeVisible();
  // What is loaded again is an order's page as any other.
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
});

test('who comes back without having paid can pay after the payment service was asked twice', async ({
  page,
  shop,
}) => {
  const orderId = await openOrder(page);
  await mutateApi(page.request, 'orders.requestPayment', { orderId });
  await page.goto(await findReturnAddress(shop, orderId));
  await expect(page.getByRole('heading', { name: 'Checking your payment' })).toBeVisible();
  await expectNothingToPay(page);
  await expect(page.getByRole('button', { name: 'Pay now' })).toBeEnabled();
  await expect(page).toHaveURL(`/orders/${orderId}`);
});

test('in a browser that does not know the order, the return address confirms the payment and shows nothing personal', async ({
  page,
  browser,
  shop,
}) => {
  const orderId = await placeOrderByApi(page.request, 'walnut-clock');
  await mutateApi(page.request, 'orders.requestPayment', { orderId });
  await callSandbox(shop, `sessions/${orderId}/pay`, {});
  const address = await findReturnAddress(shop, orderId);

  const device = await browser.newContext({ baseURL: shop.shopUrl });
  const visitor = await device.newPage();
  await visitor.goto(address);
  await expect(visitor.getByText('Thank you, your order is paid')).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByText('Thank you, your order is paid')).toBeVisible();
  const html = await visitor.content();
  for (const personal of ['ada@example.com', 'Ada Shopper', 'Loopback Lane', 'Walnut']) {
    expect(html).not.toContain(personal);
  }
  await expectNothingToPay(visitor);

  await visitor.goto(`/orders/${orderId}`);
  await expect(visitor.getByText('Order not found')).toBeVisible();
  await visitor.goto(address.replace(/payment=.*/, 'payment=AAAAAAAAAAAAAAAAAAAAAA'));
  await expect(visitor.getByText('Order not found')).toBeVisible();
  await device.close();
  await page.goto(`/orders/${orderId}`);
  await expectStatus(page, 'paid');
});
