import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEAD_LETTERS } from '#db/queues.ts';
import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import {
  expectReconciled,
  createPayableOrder,
  statusOf,
  stockOf,
  PAYMENT_WINDOW_MS,
} from '#server/testing/payment-scenarios.ts';
import { listSweeps, startSweep } from '#server/operations/sweep-runs.ts';
import { sweep } from '#server/checkout/sweep.ts';
import { openTestShop, type TestShop } from '#server/testing/test-shop.ts';
import { startWorkers } from './start-workers.ts';
import { TEST_JOB, testStaff } from '#server/testing/actors.ts';

let shop: TestShop;
let boss: PgBoss;
beforeAll(async () => {
  // No cron runs meanwhile.
  const never = '0 0 29 2 *';
  shop = await openTestShop({ SWEEP_CRON: never, RECONCILE_CRON: never });
  boss = createSendOnlyBoss(shop.databaseUrl, () => {});
  await boss.start();
  await startWorkers(boss, shop.deps);
});
afterAll(async () => {
  await boss.stop({ graceful: true });
  await expectReconciled(shop);
  await shop.close();
});

async function deadLetters(orderId: string) {
  const payload = JSON.stringify({ orderIds: [orderId] });
  const { rows } = await sql<{ id: string }>`
    select id from pgboss.job where name = ${DEAD_LETTERS} and data @> ${payload}::jsonb
  `.execute(shop.deps.db);
  return rows;
}

test('a job that fails until its last retry goes to the dead letters, the order keeps its stock, and the sweep closes it once the payment service answers', async () => {
  const { orderId, skuId } = await createPayableOrder(shop);
  shop.clock.advance(PAYMENT_WINDOW_MS);
  await shop.sandbox.control('faults', { api_outage: '503' });
  const retries = { retryLimit: 1, retryDelay: 1, retryBackoff: false };
  await boss.send('close-orders', { orderIds: [orderId] }, retries);

  await vi.waitFor(async () => expect(await deadLetters(orderId)).toHaveLength(1), 15_000);
  expect(await statusOf(shop, orderId)).toBe('pending_payment');
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 1 });

  await shop.sandbox.control('faults', undefined, 'DELETE');
  expect(await sweep(shop.deps, TEST_JOB, { graceMs: 0 })).toMatchObject({
    ordersCancelled: 1,
  });
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
});

test('the reconciliation runs as a job', async () => {
  await boss.send('reconcile', { startedBy: 'test' });
  await vi.waitFor(async () => {
    const { rows } = await sql<{ error: string | null; finished_at: Date | null }>`
      select error, finished_at from reconciliations`.execute(shop.deps.db);
    expect(rows).toEqual([{ error: null, finished_at: expect.any(Date) }]);
  }, 15_000);
});

test('a sweep started by staff runs as a job, in their name and one at a time', async () => {
  const { orderId } = await createPayableOrder(shop);
  shop.clock.advance(PAYMENT_WINDOW_MS);
  const ask = () => startSweep(shop.deps, shop.shop.queueAdmin!, testStaff());
  expect(await ask()).toMatchObject({ outcome: 'enqueued' });
  expect(await ask()).toMatchObject({ outcome: 'already_running' });
  expect(await listSweeps(shop.deps, undefined)).toMatchObject({ isRunning: true });
  await vi.waitFor(async () => {
    const { sweeps, isRunning } = await listSweeps(shop.deps, undefined);
    expect(isRunning).toBe(false);
    expect(sweeps[0]).toMatchObject({
      startedBy: { kind: 'staff', id: 'staff@shop.example' },
      ordersCancelled: 1,
    });
  }, 15_000);
  expect(await statusOf(shop, orderId)).toBe('cancelled: payment_window_passed');
});

test('every queue has a worker and, except the sweep’s, a dead letter queue', async () => {
  const { rows } = await sql<{ name: string; retry_limit: number; dead_letter: string | null }>`
    select name, retry_limit, dead_letter from pgboss.queue
    where name not like '\\_\\_pgboss%' and name <> ${DEAD_LETTERS} order by name
  `.execute(shop.deps.db);
  expect(rows.map(({ name }) => name)).toEqual([
    'apply-payment-events',
    'apply-retention',
    'close-orders',
    'look-up-payment',
    'reconcile',
    'recover-stock',
    'refund-payment',
    'sweep',
  ]);
  for (const { name, retry_limit, dead_letter } of rows) {
    expect(retry_limit).toBeLessThanOrEqual(12);
    expect(dead_letter).toBe(name === 'sweep' ? null : DEAD_LETTERS);
  }
});
