import type { APIRequestContext } from '@playwright/test';
import { orderNumber } from '#server/platform/ids.ts';
import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import type { System } from '../tools/scripts/system.ts';
import { runReconciliation } from './reconciliation.ts';
import { queryApi, payOrderByApi, placeOrderByApi, mutateApi } from './api.ts';
import { saveScreenshot } from './page-checks.ts';
import { tableRows } from './admin.ts';
import { onEachDevice } from './devices.ts';
import { backdateOrder, expectAuditPasses, callSandbox } from './database.ts';
import { expect, test } from './system.ts';

test.use({ storageState: ({ admin }, use) => use(admin) });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

test.afterEach(async ({ shop }) => {
  await callSandbox(shop, 'faults', undefined, 'DELETE');
  await expectAuditPasses(shop);
});

/** Has the worker close an order now, in one try. */
async function runCloseJob(shop: System, orderId: string): Promise<void> {
  const boss = createSendOnlyBoss(shop.databaseUrl, () => {});
  await boss.start();
  await boss.send('close-orders', { orderIds: [orderId] }, { retryLimit: 0 });
  await boss.stop({ graceful: false });
}

/** An order whose time is over and whose close job has died, since the payment service is down. */
async function createUncloseableOrder(shop: System, request: APIRequestContext, slug: string) {
  const orderId = await placeOrderByApi(request, slug);
  const number = orderNumber(orderId);
  await mutateApi(request, 'orders.requestPayment', { orderId });
  await backdateOrder(shop, orderId);
  await callSandbox(shop, 'faults', { api_outage: '503' });
  await runCloseJob(shop, orderId);
  const dead = async () =>
    (await queryApi<DeadLetters>(request, 'admin.queues.deadLetters', {})).letters.flatMap(
      ({ orders }) => orders.map((order) => order.orderId),
    );
  await expect.poll(dead).toContain(orderId);
  return { orderId, number };
}

type DeadLetters = { letters: { orders: { orderId: string }[] }[] };

onEachDevice(() => {
  test('a job dies of an outage, its cause is told, and redriven it closes its order', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Late Lamp' });
    const { orderId, number } = await createUncloseableOrder(shop, request, slug);
    await page.goto('/admin/queues');
    const letter = tableRows(page, 'Dead letters').filter({ hasText: number });
    await expect(letter).toContainText('no word from the payment service');
    await expect(letter).toContainText('close-orders');
    await letter.scrollIntoViewIfNeeded();
    await saveScreenshot(page, 'office work job that died');

    await callSandbox(shop, 'faults', undefined, 'DELETE');
    await letter.getByRole('button', { name: 'Redrive' }).click();
    const dialog = page.getByRole('dialog', { name: 'Redrive 1 dead letter?' });
    await dialog.getByRole('button', { name: 'Redrive' }).click();
    await expect(page.getByText('1 job is back in its queue.')).toBeVisible();
    await expect(letter).toHaveCount(0);
    await page.goto(`/admin/orders/${orderId}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
  });

  test('the number of failed jobs leads to them, and other jobs are a filter away', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Counted Candle' });
    const { orderId, number } = await createUncloseableOrder(shop, request, slug);
    await page.goto('/admin');
    // What it says of money comes last, and moves what is below.
    await expect(page.getByRole('main').getByText('Looking whether money')).toHaveCount(0);
    await page.getByRole('link', { name: /^close-orders, Failed: [1-9]/ }).click();
    await expect(page.getByLabel('Queue', { exact: true })).toHaveValue('close-orders');
    const job = tableRows(page, 'Jobs').filter({ hasText: number });
    for (const told of ['close-orders', 'Failed', '1 of 1', 'no word from the payment service']) {
      await expect(job).toContainText(told);
    }
    await saveScreenshot(page, 'office work jobs failed');

    await page.getByLabel('State').selectOption('For later');
    await expect(page).toHaveURL(/[?&]queue=close-orders&state=delayed/);
    await expect(tableRows(page, 'Jobs').filter({ hasText: 'Failed' })).toHaveCount(0);
    await expect(tableRows(page, 'Jobs').first()).toContainText('of 13');
    await page.getByLabel('State').selectOption('Failed');
    await job.getByRole('link', { name: number }).click();
    await expect(page).toHaveURL(new RegExp(`/admin/orders/${orderId}$`));

    await callSandbox(shop, 'faults', undefined, 'DELETE');
    await runCloseJob(shop, orderId);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
  });

  test('a sweep that staff start finds the order that every job missed, and the list tells', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Missed Mirror' });
    const orderId = await placeOrderByApi(request, slug);
    await backdateOrder(shop, orderId);

    await page.goto('/admin/sweeps');
    const runs = tableRows(page, 'Sweeps');
    const before = await runs.count();
    await page.getByRole('button', { name: 'Sweep now' }).click();
    await expect(runs).toHaveCount(before + 1);
    const run = runs.first();
    await expect(run).toContainText(/[1-9]\d* cancelled/);
    await expect(run).toContainText(shop.staff.email);
    await saveScreenshot(page, 'office work sweep');
    await page.goto(`/admin/orders/${orderId}`);
    await expect(page.getByText('Cancelled: it was not paid in time')).toBeVisible();
  });

  test('the inbox of events shows what a payment did, while one looks at it', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Paid Pillow' });
    const orderId = await placeOrderByApi(request, slug);
    await page.goto('/admin/payments?view=events');
    await payOrderByApi(request, shop, orderId);
    const event = tableRows(page, 'Events').filter({ hasText: orderNumber(orderId) });
    await expect(event).toContainText('the order is paid');
    await saveScreenshot(page, 'office work payment events');
    await event.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Paid');
  });

  test('what staff have changed is on record: who, what, about what, and what came of it', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Signed Scarf' });
    const orderId = await placeOrderByApi(request, slug);
    const number = orderNumber(orderId);
    await mutateApi(request, 'admin.orders.cancel', { orderId });

    await page.goto('/admin/actions');
    const action = tableRows(page, 'Staff actions').filter({ hasText: number });
    for (const told of [shop.staff.email, 'Cancel order', 'The order is cancelled']) {
      await expect(action).toContainText(told);
    }
    await saveScreenshot(page, 'office work staff actions');
    await action.getByRole('link', { name: number }).click();
    await expect(page.getByText('Cancel order: The order is cancelled')).toBeVisible();
  });
});

test('what both books say is told in the language of who looks', async ({
  page,
  request,
  shop,
  newProduct,
}) => {
  await callSandbox(shop, 'faults', { webhook_drop: 'all' });
  const { slug } = await newProduct({ name: 'Unheard Lamp' });
  const orderId = await placeOrderByApi(request, slug);
  await mutateApi(request, 'orders.requestPayment', { orderId });
  await callSandbox(shop, `sessions/${orderId}/expire`, {});
  const differs = expect.objectContaining({ kind: 'session_differs', orderId });
  expect(await runReconciliation(shop)).toContainEqual(differs);

  await page.goto('/admin/payments?view=books');
  const latest = page.getByRole('row').filter({ hasText: 'journey' }).first();
  const order = page.locator(`a[href="/admin/orders/${orderId}"]`);
  const found = latest.getByRole('listitem').filter({ has: order });
  await latest.locator('summary').click();
  await expect(found).toContainText('At the payment service: Ended unpaid');
  await expect(found).toContainText('Here: Page opened, not paid yet');
  await saveScreenshot(page, 'books that differ');

  await page.context().addCookies([{ name: 'language', value: 'zh', url: page.url() }]);
  await page.reload();
  await latest.locator('summary').click();
  await expect(found).toContainText('支付服务方');
  await expect(found).not.toContainText(/[a-z]{3}/);

  await backdateOrder(shop, orderId);
  await runCloseJob(shop, orderId);
  const statusOf = async () =>
    (await queryApi<{ status: string }>(request, 'orders.get', { orderId })).status;
  await expect.poll(statusOf).toBe('cancelled');
});
