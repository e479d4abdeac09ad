import { sql } from 'kysely';
import { PgBoss, type SendOptions } from 'pg-boss';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEAD_LETTERS } from '#db/queues.ts';
import { testStaff } from '../testing/actors.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { listJobs } from './list-jobs.ts';
import { jobStates, type JobFilter } from '../shared/job-filter.ts';
import { listDeadLetters, listQueues, readQueueHistory } from './list-queues.ts';
import { redriveDeadLetters } from './redrive-dead-letters.ts';

let shop: TestShop;
let boss: PgBoss;
beforeAll(async () => {
  shop = await openTestShop();
  boss = new PgBoss({
    connectionString: shop.databaseUrl,
    max: 2,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  await boss.start();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await shop.close();
});

const queueAdmin = () => shop.shop.queueAdmin!;

/** A job that fails for good, as one whose attempts are used up. */
async function createDeadLetter(orderIds: string[], message: string): Promise<void> {
  await boss.send('close-orders', { orderIds }, { retryLimit: 0 });
  const [job] = await boss.fetch('close-orders');
  await boss.fail('close-orders', job!.id, { message });
}

async function fetchDeadLetters() {
  return await listDeadLetters(shop.deps, queueAdmin(), undefined);
}

test('a dead letter lists its queue, error and orders, and returns to its queue when redriven', async () => {
  const orderIds = [v7(), v7(), v7(), v7()];
  await createDeadLetter(orderIds, 'the payment service does not answer');
  const { letters: found, redrivable, unroutable } = await fetchDeadLetters();
  expect({ redrivable, unroutable }).toEqual({ redrivable: 1, unroutable: 0 });
  expect(found).toMatchObject([
    {
      queue: 'close-orders',
      cause: 'the payment service does not answer',
      attempts: 1,
      orderCount: 4,
      orders: orderIds.slice(0, 3).map((orderId) => ({ orderId })),
    },
  ]);

  const jobIds = [found[0]!.jobId];
  // The shop's clock stands in tests, and the letter came after it stopped.
  shop.clock.advance(60_000);
  expect(await redriveDeadLetters(shop.deps, queueAdmin(), testStaff(), jobIds)).toEqual({
    moved: 1,
  });
  expect(await redriveDeadLetters(shop.deps, queueAdmin(), testStaff(), jobIds)).toEqual({
    moved: 0,
  });
  expect((await fetchDeadLetters()).letters).toEqual([]);
  const { queues } = await listQueues(shop.deps);
  // The job that failed is kept for a while next to the one that is retried.
  const queue = queues.find(({ name }) => name === 'close-orders');
  expect(queue).toMatchObject({ ready: 1, failed: 1 });
  const [job] = await boss.fetch<{ orderIds: string[] }>('close-orders');
  expect(job?.data).toEqual({ orderIds });
  await boss.complete('close-orders', job!.id);
});

test('all dead letters with a source queue are redriven at once', async () => {
  await createDeadLetter([v7()], 'first');
  await createDeadLetter([v7()], 'second');
  await boss.send(DEAD_LETTERS, { by: 'hand' });
  expect(await fetchDeadLetters()).toMatchObject({ redrivable: 2, unroutable: 1 });
  shop.clock.advance(60_000);
  expect(await redriveDeadLetters(shop.deps, queueAdmin(), testStaff(), undefined)).toEqual({
    moved: 2,
  });
  expect((await fetchDeadLetters()).letters).toMatchObject([
    { queue: null, orders: [], orderCount: 0 },
  ]);
});

test('a queue without recorded depths has no history', async () => {
  const ask = (queue: string) => readQueueHistory(shop.deps, queueAdmin(), { queue, hours: 1 });
  expect((await ask('sweep')).samples).toEqual([]);
  expect((await ask('no such queue')).samples).toEqual([]);
});

const HOUR_MS = 3_600_000;

/** Those of `look-up-payment`, which nothing else here uses. */
async function listJobsInState(state: JobFilter['state'], changes: Partial<JobFilter> = {}) {
  return await listJobs(shop.deps, { queue: 'look-up-payment', state, ...changes });
}

const enqueue = (orderId: string, options: SendOptions = {}) =>
  boss.send('look-up-payment', { orderId, paymentIntentId: 'pi_secret' }, options);

async function fetchOne(): Promise<string> {
  const [job] = await boss.fetch('look-up-payment');
  return job!.id;
}

test('a job is listed in its current state with its orders, attempts and last error', async () => {
  const orderId = v7();
  const startAfter = new Date(shop.clock.now().getTime() + HOUR_MS);
  const jobId = await enqueue(orderId, { startAfter, retryLimit: 1, retryDelay: 600 });
  const row = { jobId, queue: 'look-up-payment', orderCount: 1, orders: [{ orderId }] };
  const untried = { ...row, attempts: 0, attemptsMax: 2, startedAt: null, lastError: null };
  expect((await listJobsInState('delayed')).jobs).toMatchObject([
    { ...untried, state: 'delayed', startAfter: startAfter.toISOString() },
  ]);

  shop.clock.advance(HOUR_MS);
  expect((await listJobsInState('delayed')).jobs).toEqual([]);
  expect((await listJobsInState('ready')).jobs).toMatchObject([{ ...untried, state: 'ready' }]);

  await sql`update pgboss.job set start_after = now() where id = ${jobId}`.execute(shop.deps.db);
  await fetchOne();
  const began = { ...row, startedAt: expect.any(String) as string };
  expect((await listJobsInState('active')).jobs).toMatchObject([
    { ...began, attempts: 1, endedAt: null },
  ]);

  await boss.fail('look-up-payment', jobId!, { message: 'no answer' });
  const failedOnce = { ...began, attempts: 1, lastError: 'no answer' };
  expect((await listJobsInState('ready')).jobs).toMatchObject([failedOnce]);

  await sql`update pgboss.job set start_after = now() where id = ${jobId}`.execute(shop.deps.db);
  await fetchOne();
  expect((await listJobsInState('active')).jobs).toMatchObject([{ ...failedOnce, attempts: 2 }]);
  await boss.fail('look-up-payment', jobId!, { value: { message: 'job timed out' } });
  const { jobs } = await listJobsInState('failed');
  expect(jobs).toMatchObject([
    { ...began, attempts: 2, lastError: 'job timed out', endedAt: expect.any(String) as string },
  ]);
  // Nothing else of a job's payload is shown.
  expect(JSON.stringify(jobs)).not.toContain('pi_secret');
});

test('a job that is done is listed as done, without what it gave back', async () => {
  const jobId = await enqueue(v7());
  await boss.complete('look-up-payment', await fetchOne(), { message: 'well done' });
  expect((await listJobsInState('completed')).jobs).toMatchObject([
    { jobId, attempts: 1, lastError: null, endedAt: expect.any(String) as string },
  ]);
});

test('the list of a state has as many rows as its count, each job once over all pages', async () => {
  // Most of them in the same microsecond.
  const made = Array.from({ length: 70 }, () => ({ data: { orderId: v7() } }));
  await boss.insert('look-up-payment', made);
  for (let n = 0; n < 50; n++) await enqueue(v7());
  shop.clock.advance(HOUR_MS);
  const { queues } = await listQueues(shop.deps);
  const number = queues.find(({ name }) => name === 'look-up-payment')!.ready;
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listJobsInState('ready', { cursor });
    found.push(...page.jobs.map(({ jobId }) => jobId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(found).toHaveLength(number);
  expect(new Set(found).size).toBe(number);
  expect(number).toBe(120);
});

test('without a queue the jobs of all of them are listed in one order, but for dead letters', async () => {
  await boss.send('recover-stock', { orderIds: [v7(), v7()] });
  await boss.send(DEAD_LETTERS, { by: 'hand' });
  shop.clock.advance(HOUR_MS);
  const all: { queue: string; startAfter: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await listJobsInState('ready', { queue: undefined, cursor });
    all.push(...page.jobs);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(all.map(({ startAfter }) => startAfter)).toEqual(
    all.map(({ startAfter }) => startAfter).toSorted(),
  );
  const names = new Set(all.map(({ queue }) => queue));
  expect(names).toContain('recover-stock');
  expect(names).toContain('look-up-payment');
  expect(names).not.toContain(DEAD_LETTERS);
});

test('a queue that there is not has no jobs, and a page link that is none of ours is refused', async () => {
  for (const state of jobStates) {
    expect(await listJobsInState(state, { queue: 'no such queue' })).toMatchObject({
      jobs: [],
      nextCursor: null,
    });
    expect((await listJobsInState(state, { queue: DEAD_LETTERS })).jobs).toEqual([]);
  }
  await expect(listJobsInState('ready', { cursor: 'nonsense' })).rejects.toThrow('no longer valid');
});
