import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { requestPayment } from '#server/checkout/request-payment.ts';
import { openTestShop, type TestShop } from '#server/testing/test-shop.ts';
import { TEST_SHOPPER } from '#server/testing/actors.ts';

const WINDOW_MS = 2000;

let shop: TestShop;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  shop = await openTestShop({ PAYMENT_WINDOW: `${WINDOW_MS}ms`, RECOVERY_DELAY: '2s' });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await stopWorker(worker, 'SIGKILL');
  await shop.expectNoAuditViolations();
});
afterAll(() => shop.close());

/** A real worker process on the shop's database. */
async function startWorker(): Promise<ChildProcess> {
  const { settings } = shop.shop;
  const worker = spawn(process.execPath, ['workers/main.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: settings.DATABASE_URL,
      STRIPE_SECRET_KEY: settings.STRIPE_SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: [settings.STRIPE_WEBHOOK_SECRET].flat().join(','),
      STRIPE_API_URL: settings.STRIPE_API_URL,
      AUTH_SECRET: settings.BUYER_SECRET[0],
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  workers.push(worker);
  await once(worker, 'message');
  return worker;
}

async function stopWorker(worker: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (worker.exitCode === null && worker.signalCode === null) {
    const gone = once(worker, 'exit');
    worker.kill(signal);
    await gone;
  }
  return worker.exitCode;
}

/** An order of one unit, placed now by the real clock, since the worker has no other. */
async function placeNewOrder(options: { paying: boolean }): Promise<string> {
  const skuId = await shop.newSku({ onHand: 5 });
  shop.clock.advance(Date.now() - shop.clock.now().getTime());
  const command = shop.buildOrder({ [skuId]: 1 }, { orderId: v7() });
  const { orderId } = await shop.shop.placeOrder(command, 'test');
  if (options.paying) await requestPayment(shop.deps, TEST_SHOPPER, orderId);
  return orderId;
}

/** The status that an order ends in. */
async function waitForFinalStatus(orderId: string): Promise<string> {
  for (;;) {
    const { rows } = await sql<{ status: string }>`
      select status from orders where order_id = ${orderId}`.execute(shop.deps.db);
    const status = rows[0]?.status ?? 'missing';
    if (status !== 'pending_payment') return status;
    await delay(50);
  }
}

/** The states of an order's jobs; earlier tests have left jobs of their own. */
async function findJobStates(orderId: string): Promise<Set<string>> {
  const { rows } = await sql<{ state: string }>`
    select distinct state::text from pgboss.job
    where data @> ${JSON.stringify({ orderIds: [orderId] })}::jsonb
  `.execute(shop.deps.db);
  return new Set(rows.map((row) => row.state));
}

test('the worker closes unpaid orders at X, with and without a payment attempt', async () => {
  await startWorker();
  const orders = await Promise.all([
    placeNewOrder({ paying: false }),
    placeNewOrder({ paying: true }),
  ]);
  expect(await Promise.all(orders.map(waitForFinalStatus))).toEqual(orders.map(() => 'cancelled'));
});

test('a job that became due while no worker ran is run by the next one', async () => {
  const orderId = await placeNewOrder({ paying: true });
  await delay(WINDOW_MS);
  await startWorker();
  expect(await waitForFinalStatus(orderId)).toBe('cancelled');
});

test('two workers share the jobs and settle every lock once', async () => {
  await Promise.all([startWorker(), startWorker()]);
  const orders = await Promise.all(
    Array.from({ length: 12 }, () => placeNewOrder({ paying: true })),
  );
  expect(await Promise.all(orders.map(waitForFinalStatus))).toEqual(orders.map(() => 'cancelled'));
});

test('on SIGTERM the worker finishes its job, exits with 0 and leaves no job active', async () => {
  const worker = await startWorker();
  await shop.sandbox.control('faults', { api_delay_ms: 1500 });
  const orderId = await placeNewOrder({ paying: true });
  while (!(await findJobStates(orderId)).has('active')) await delay(20);
  expect(await stopWorker(worker, 'SIGTERM')).toBe(0);
  await shop.sandbox.control('faults', undefined, 'DELETE');
  expect(await findJobStates(orderId)).not.toContain('active');
  expect(await waitForFinalStatus(orderId)).toBe('cancelled');
});
