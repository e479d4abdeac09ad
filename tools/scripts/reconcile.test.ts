import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookUpPayment } from '#server/payments/reconciliation/look-up-payment.ts';
import { expectReconciled, createPayableOrder } from '#server/testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '#server/testing/test-shop.ts';
import { runProgram } from './run-program.ts';
import { TEST_JOB } from '#server/testing/actors.ts';

const ALL_TIMES = ['--from', '2020-01-01', '--to', '2100-01-01'];

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

async function reconcile(...args: string[]) {
  const { DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_API_URL } = shop.shop.settings;
  const env = { DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_API_URL: STRIPE_API_URL ?? '' };
  return await runProgram(['tools/scripts/reconcile.ts', ...args], { env });
}

test('without differences it prints one line', async () => {
  await createPayableOrder(shop);
  expect(await reconcile(...ALL_TIMES)).toEqual({
    code: 0,
    output: 'reconcile: 0 differences (1 sessions, 0 refunds, 0 disputes)\n',
  });
  expect((await reconcile()).code).toBe(0);
});

test('each difference is printed with its remedy, and the exit code is 1', async () => {
  const { orderId, sessionId } = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  const { code, output } = await reconcile(...ALL_TIMES);
  expect(code).toBe(1);
  expect(output).toContain(`money_not_recorded ${sessionId} (order ${orderId}): there 1000 EUR`);
  expect(output).toContain('Check the order’s payment in the admin');
  expect(output).toContain('reconcile: 1 differences (2 sessions, 0 refunds, 0 disputes)\n');
  await lookUpPayment(shop.deps, TEST_JOB, { orderId });
});

test('exits with 2 when the payment service does not answer', async () => {
  await shop.sandbox.control('faults', { api_outage: '503' });
  const { code, output } = await reconcile(...ALL_TIMES);
  expect(code).toBe(2);
  expect(output).toContain('Nothing was compared. Start the shop');
  await shop.sandbox.control('faults', undefined, 'DELETE');
});

test.each([
  [['--from', 'yesterday'], '--from takes a time, such as 2026-11-01'],
  [['--to', '2026-11-01'], '--from takes a time'],
  [['--from', '2026-11-02', '--to', '2026-11-01'], '--from must be before --to'],
])('%j is rejected', async (args, message) => {
  const { code, output } = await reconcile(...args);
  expect(code).toBe(2);
  expect(output).toContain(message);
});
