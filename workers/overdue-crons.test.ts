import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { enqueueOverdueCrons } from '#server/operations/enqueue-overdue-crons.ts';
import { getOverview } from '#server/operations/get-overview.ts';
import { CRON, formatActor } from '#server/platform/actor.ts';
import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import { openTestShop, type TestShop } from '#server/testing/test-shop.ts';
import { handlers } from './handlers.ts';
import { startWorkers } from './start-workers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ALL_CRONS = ['apply-retention', 'reconcile', 'sweep'] as const;

let shop: TestShop;
let boss: PgBoss;
beforeAll(async () => {
  shop = await openTestShop();
  boss = createSendOnlyBoss(shop.databaseUrl, () => {});
  await boss.start();
  // At noon, when no cron is due within ten minutes but the sweep.
  const now = shop.clock.now();
  const noon = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 12);
  shop.clock.advance(noon - now.getTime());
});
afterEach(async () => {
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await sql`delete from pgboss.job`.execute(shop.ownerDb);
});
afterAll(async () => {
  await boss.stop({ graceful: true });
  await shop.expectNoAuditViolations();
  await shop.close();
});

/** Runs a cron's job as a worker does. */
async function run(queue: (typeof ALL_CRONS)[number]) {
  const job = { id: shop.deps.newId(), data: { startedBy: formatActor(CRON) } };
  return await handlers[queue](shop.deps, job);
}

async function overdue() {
  const { overdueCrons } = await getOverview(shop.deps);
  return overdueCrons.map(({ queue }) => queue).toSorted();
}

/** Crons with a job, in any state. */
async function enqueuedCrons() {
  const { rows } = await sql<{ name: string }>`
    select name from pgboss.job where name = any(${ALL_CRONS}) order by 1
  `.execute(shop.deps.db);
  return rows.map(({ name }) => name);
}

test('a cron is overdue ten minutes after it was due, until it has completed', async () => {
  for (const queue of ALL_CRONS) await run(queue);
  expect(await overdue()).toEqual([]);
  shop.clock.advance(HOUR_MS + 10 * MINUTE_MS);
  expect(await overdue()).toEqual([]);
  shop.clock.advance(1);
  expect(await overdue()).toEqual(['sweep']);
  await run('sweep');
  expect(await overdue()).toEqual([]);
  shop.clock.advance(24 * HOUR_MS);
  expect(await overdue()).toEqual(ALL_CRONS);
  await run('apply-retention');
  expect(await overdue()).toEqual(['reconcile', 'sweep']);
});

test('a reconciliation that gets no answer stays overdue', async () => {
  await shop.sandbox.control('faults', { api_outage: '503' });
  await expect(run('reconcile')).rejects.toThrow();
  expect(await overdue()).toContain('reconcile');
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await run('reconcile');
  expect(await overdue()).not.toContain('reconcile');
});

test('a shop whose crons have never run counts from its first migration', async () => {
  const fresh = await openTestShop();
  onTestFinished(() => fresh.close());
  fresh.clock.advance(48 * HOUR_MS);
  const { overdueCrons } = await getOverview(fresh.deps);
  expect(overdueCrons.map(({ queue }) => queue).toSorted()).toEqual(ALL_CRONS);
});

test('however many runs were missed and whoever notices, each overdue cron is enqueued once', async () => {
  shop.clock.advance(7 * 24 * HOUR_MS);
  await Promise.all([enqueueOverdueCrons(shop.deps), enqueueOverdueCrons(shop.deps)]);
  await enqueueOverdueCrons(shop.deps);
  expect(await enqueuedCrons()).toEqual(ALL_CRONS);
});

test('a worker that starts makes up for the crons missed while none ran', async () => {
  shop.clock.advance(48 * HOUR_MS);
  expect(await overdue()).toEqual(ALL_CRONS);
  await startWorkers(boss, shop.deps);
  await vi.waitFor(async () => expect(await overdue()).toEqual([]), 15_000);
});

test('a sweep enqueues what became overdue while the worker ran', async () => {
  shop.clock.advance(48 * HOUR_MS);
  await boss.send('sweep', { startedBy: formatActor(CRON) });
  await vi.waitFor(async () => expect(await enqueuedCrons()).toEqual(ALL_CRONS), 15_000);
});
