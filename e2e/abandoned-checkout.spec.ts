import { sql } from 'kysely';
import { expectReconciled } from './reconciliation.ts';
import { expectStatus, goToPayment, payWith, placeOrder, VALID_CARD } from './shopper.ts';
import { signIn } from './staff.ts';
import { expectAuditPasses, withDatabase, callSandbox, getStock } from './database.ts';
import { expect, test } from './system.ts';

// Long enough to pay in a browser on a busy machine, short enough to wait for.
const PAYMENT_WINDOW_MS = 12_000;
const CLOSED_BY_MS = PAYMENT_WINDOW_MS + 15_000;

test.use({ system: { paymentWindow: '12s', recoveryDelay: '4s' } });

test.afterEach(async ({ shop }) => {
  await callSandbox(shop, 'faults', undefined, 'DELETE');
  await expectAuditPasses(shop);
  await expectReconciled(shop);
});

test('an unpaid order is cancelled after the payment window, its stock is released and its page shows it', async ({
  page,
  shop,
}) => {
  const before = await getStock(shop, 'walnut-clock');
  await placeOrder(page, 'walnut-clock');
  expect((await getStock(shop, 'walnut-clock')).locked).toBe(1);
  await expect(page.getByText('Time left to pay')).toBeVisible();

  await expectStatus(page, 'cancelled', CLOSED_BY_MS);
  await expect(page.getByText('It was not paid in time')).toBeVisible();
  expect(await getStock(shop, 'walnut-clock')).toEqual(before);
});

test('an open payment page cannot be paid after the payment window', async ({
  page,
  context,
  shop,
}) => {
  const orderId = await placeOrder(page, 'aurora-lamp');
  await goToPayment(page);
  const orderPage = await context.newPage();
  await orderPage.goto(`/orders/${orderId}`);
  await expectStatus(orderPage, 'cancelled', CLOSED_BY_MS);

  await payWith(page, VALID_CARD);
  await expect(page.getByText(/expired/i).first()).toBeVisible();
  expect((await getStock(shop, 'aurora-lamp')).locked).toBe(0);
});

test('when the webhook is lost, the close job finds the payment and the order becomes paid', async ({
  page,
  shop,
}) => {
  await callSandbox(shop, 'faults', { webhook_drop: 'all' });
  const before = await getStock(shop, 'linen-throw');
  await placeOrder(page, 'linen-throw');
  await goToPayment(page);
  await payWith(page, VALID_CARD);
  await page.waitForURL(/\/orders\//);
  await expectStatus(page, 'paid', CLOSED_BY_MS);
  expect(await getStock(shop, 'linen-throw')).toEqual({ onHand: before.onHand - 1, locked: 0 });
});

test('when the close and recover jobs are lost, the sweep cancels the order', async ({
  page,
  context,
  shop,
}) => {
  const before = await getStock(shop, 'cedar-desk-tray');
  const orderId = await placeOrder(page, 'cedar-desk-tray');
  const deleted = await withDatabase(shop, (db) =>
    sql`delete from pgboss.job where data @> ${JSON.stringify({ orderIds: [orderId] })}::jsonb`.execute(
      db,
    ),
  );
  expect(deleted.numAffectedRows).toBe(2n);
  await expect(page.getByText('The time to pay has run out')).toBeVisible({
    timeout: CLOSED_BY_MS,
  });
  await expectStatus(page, 'pending_payment');

  const admin = await context.newPage();
  await signIn(admin, shop);
  await admin.goto('/admin/sweeps');
  await admin.getByRole('button', { name: 'Sweep now' }).click();
  await expectStatus(page, 'cancelled');
  expect(await getStock(shop, 'cedar-desk-tray')).toEqual(before);
});

test('when the worker is killed, its successor closes the order', async ({ page, shop }) => {
  await placeOrder(page, 'merino-beanie');
  const [worker] = shop.workers;
  await worker!.kill('SIGKILL');
  await expectStatus(page, 'cancelled', CLOSED_BY_MS + 10_000);
});
