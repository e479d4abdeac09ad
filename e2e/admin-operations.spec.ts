import type { APIRequestContext } from '@playwright/test';
import { sql } from 'kysely';
import { orderNumber } from '#server/platform/ids.ts';
import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import type { System } from '../tools/scripts/system.ts';
import { runReconciliation } from './reconciliation.ts';
import { queryApi, payOrderByApi, placeOrderByApi, mutateApi } from './api.ts';
import { saveScreenshot } from './page-checks.ts';
import { tableRows } from './admin.ts';
import { onEachDevice } from './devices.ts';
import {
  backdateOrder,
  callSandbox,
  expectAuditPasses,
  withDatabase,
  withTableHidden,
} from './database.ts';
import { expect, test } from './system.ts';

test.use({ storageState: ({ admin }, use) => use(admin) });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

test.afterEach(async ({ shop }) => {
  await callSandbox(shop, 'faults', undefined, 'DELETE');
  await expectAuditPasses(shop);
});

/** Runs the job that closes an order, without retries. */
async function runCloseJob(shop: System, orderId: string): Promise<void> {
  const boss = createSendOnlyBoss(shop.databaseUrl, () => {});
  await boss.start();
  await boss.send('close-orders', { orderIds: [orderId] }, { retryLimit: 0 });
  await boss.stop({ graceful: false });
}

/** An order past its payment window whose close job failed, since the payment service is down. */
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

/** Pays an order whose payment event cannot be applied, and deletes the job that would try again. */
async function createFailedEvent(shop: System, request: APIRequestContext, orderId: string) {
  const failed = () =>
    withDatabase(shop, (db) =>
      db
        .selectFrom('webhook_events')
        .select('event_id')
        .where('applied_at', 'is', null)
        .where('last_error', 'is not', null)
        .execute(),
    );
  await withTableHidden(shop, 'payment_events', async () => {
    await payOrderByApi(request, shop, orderId);
    await expect.poll(failed).toHaveLength(1);
    await withDatabase(shop, (db) =>
      sql`delete from pgboss.job where name = 'apply-payment-events'`.execute(db),
    );
  });
  const [event] = await failed();
  return event!.event_id;
}

type DeadLetters = { letters: { orders: { orderId: string }[] }[] };

onEachDevice(() => {
  test('a job that fails in an outage is a dead letter with its error, and closes its order when retried', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Late Lamp' });
    const { orderId, number } = await createUncloseableOrder(shop, request, slug);
    await page.goto('/admin/queues');
    const letter = tableRows(page, 'Dead letters').filter({ hasText: number });
    await expect(letter).toContainText('no answer from the payment service');
    await expect(letter).toContainText('close-orders');
    await letter.scrollIntoViewIfNeeded();
    await saveScreenshot(page, 'admin job that died');

    await callSandbox(shop, 'faults', undefined, 'DELETE');
    await letter.getByRole('button', { name: 'Retry' }).click();
    const dialog = page.getByRole('dialog', { name: 'Retry 1 job?' });
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await expect(page.getByText('1 job is back in its queue.')).toBeVisible();
    await expect(letter).toHaveCount(0);
    await page.goto(`/admin/orders/${orderId}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
  });

  test('the number of failed jobs links to them, and a filter shows other jobs', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Counted Candle' });
    const { orderId, number } = await createUncloseableOrder(shop, request, slug);
    await page.goto('/admin');
    // The payments are loaded last and move what is below them.
    await expect(page.getByRole('main').getByText('Checking payments')).toHaveCount(0);
    await page.getByRole('link', { name: /^close-orders, Failed: [1-9]/ }).click();
    await expect(page.getByLabel('Queue', { exact: true })).toHaveValue('close-orders');
    const job = tableRows(page, 'Jobs').filter({ hasText: number });
    for (const text of ['close-orders', 'Failed', '1 of 1', 'no answer from the payment service']) {
      await expect(job).toContainText(text);
    }
    await saveScreenshot(page, 'admin jobs failed');

    await page.getByLabel('State').selectOption('Scheduled');
    await expect(page).toHaveURL(/[?&]queue=close-orders&state=delayed/);
    await expect(tableRows(page, 'Jobs').filter({ hasText: 'Failed' })).toHaveCount(0);
    await expect(tableRows(page, 'Jobs').first()).toContainText('of 13');
    await page.getByLabel('State').selectOption('Failed');
    await expect(page).toHaveURL(/[?&]queue=close-orders&state=failed/);
    await expect(job).toContainText('Failed');
    await job.getByRole('link', { name: number }).click();
    await expect(page).toHaveURL(new RegExp(`/admin/orders/${orderId}$`));

    await callSandbox(shop, 'faults', undefined, 'DELETE');
    await runCloseJob(shop, orderId);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled');
  });

  test('a sweep started by staff cancels an order that every job missed, and is listed', async ({
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
    await saveScreenshot(page, 'admin sweep');
    await page.goto(`/admin/orders/${orderId}`);
    await expect(page.getByText('Cancelled: not paid in time')).toBeVisible();
  });

  test('a payment event appears with its result while the events are shown', async ({
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
    await expect(event).toContainText('order paid');
    await saveScreenshot(page, 'admin payment events');
    await event.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Paid');
  });

  test('an event that failed is replayed by staff, who see its outcome in the list and in the activity log', async ({
    page,
    request,
    shop,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Replayed Rug' });
    const orderId = await placeOrderByApi(request, slug);
    const eventId = await createFailedEvent(shop, request, orderId);
    await page.goto('/admin/payments?view=events');
    const event = tableRows(page, 'Events').filter({ hasText: eventId });
    const replay = async () => {
      await event.getByRole('button', { name: 'Replay' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
    };
    await expect(event).toContainText('failed once');
    await withTableHidden(shop, 'payment_events', async () => {
      await replay();
      await expect(page.getByText('The event could not be applied.')).toBeVisible();
    });
    await expect(event).toContainText('failed 2 times');
    await saveScreenshot(page, 'admin payment event that failed');

    await replay();
    await expect(page.getByText('Replayed: order paid.')).toBeVisible();
    await expect(event).toContainText('order paid');
    await expect(event).toContainText(orderNumber(orderId));
    await replay();
    await expect(page.getByText('Replayed: already applied.')).toBeVisible();
    await expect(event).toContainText('order paid');

    await page.goto('/admin/actions');
    const actions = tableRows(page, 'Activity log').filter({ hasText: eventId });
    await expect(actions).toContainText([
      /Replay event.*Done.*already applied/,
      /Replay event.*Done.*order paid/,
      /Replay event.*Failed/,
    ]);
    await expect(actions.first()).toContainText(shop.staff.email);
    await saveScreenshot(page, 'admin payment event replayed');
  });

  test('a change by staff is in the activity log with who, what, subject and result', async ({
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
    const action = tableRows(page, 'Activity log').filter({ hasText: number });
    for (const text of [shop.staff.email, 'Cancel order', 'Order cancelled']) {
      await expect(action).toContainText(text);
    }
    await saveScreenshot(page, 'admin staff actions');
    await action.getByRole('link', { name: number }).click();
    await expect(page.getByText('Cancel order: Order cancelled')).toBeVisible();
  });
});

test('the differences that a reconciliation finds are shown in the language of the page', async ({
  page,
  request,
  shop,
  newProduct,
}) => {
  await callSandbox(shop, 'faults', { webhook_drop: 'all' });
  const { slug } = await newProduct({ name: 'Unnoticed Lamp' });
  const orderId = await placeOrderByApi(request, slug);
  await mutateApi(request, 'orders.requestPayment', { orderId });
  await callSandbox(shop, `sessions/${orderId}/expire`, {});
  const differs = expect.objectContaining({ kind: 'session_differs', orderId });
  expect(await runReconciliation(shop)).toContainEqual(differs);

  await page.goto('/admin/payments?view=books');
  const latest = page.getByRole('row').filter({ hasText: 'e2e' }).first();
  const order = page.locator(`a[href="/admin/orders/${orderId}"]`);
  const found = latest.getByRole('listitem').filter({ has: order });
  await latest.locator('summary').click();
  await expect(found).toContainText('At the payment service: Expired');
  await expect(found).toContainText('In the shop: Payment page open, not paid yet');
  await saveScreenshot(page, 'admin reconciliation differences');

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
