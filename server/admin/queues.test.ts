import { PgBoss } from 'pg-boss';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEAD_LETTERS } from '#db/queues.ts';
import { openTestShop, type TestShop } from '../test-shop.ts';
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

const office = () => shop.shop.queueOffice!;

/** A job that fails for good, as one whose tries are used up. */
async function die(orderIds: string[], message: string): Promise<void> {
  await boss.send('close-orders', { orderIds }, { retryLimit: 0 });
  const [job] = await boss.fetch('close-orders');
  await boss.fail('close-orders', job!.id, { message });
}

async function letters() {
  return await listDeadLetters(shop.deps, office(), undefined);
}

test('a dead letter tells its queue, its cause and its orders, and goes back when it is redriven', async () => {
  const orderIds = [v7(), v7(), v7(), v7()];
  await die(orderIds, 'the payment service does not answer');
  const { letters: found, movable, stuck } = await letters();
  expect({ movable, stuck }).toEqual({ movable: 1, stuck: 0 });
  expect(found).toMatchObject([
    {
      queue: 'close-orders',
      cause: 'the payment service does not answer',
      tries: 1,
      orderCount: 4,
      orders: orderIds.slice(0, 3).map((orderId) => ({ orderId })),
    },
  ]);

  const jobIds = [found[0]!.jobId];
  // The shop's clock stands in tests, and the letter came after it stopped.
  shop.clock.advance(60_000);
  expect(await redriveDeadLetters(shop.deps, office(), jobIds)).toEqual({ moved: 1 });
  expect(await redriveDeadLetters(shop.deps, office(), jobIds)).toEqual({ moved: 0 });
  expect((await letters()).letters).toEqual([]);
  const { queues } = await listQueues(shop.deps);
  // The job that failed is kept for a while beside the one that is tried anew.
  const queue = queues.find(({ name }) => name === 'close-orders');
  expect(queue).toMatchObject({ ready: 1, failed: 1 });
  const [job] = await boss.fetch<{ orderIds: string[] }>('close-orders');
  expect(job?.data).toEqual({ orderIds });
  await boss.complete('close-orders', job!.id);
});

test('all are redriven at once, but for those that have no queue to go back to', async () => {
  await die([v7()], 'first');
  await die([v7()], 'second');
  await boss.send(DEAD_LETTERS, { by: 'hand' });
  expect(await letters()).toMatchObject({ movable: 2, stuck: 1 });
  shop.clock.advance(60_000);
  expect(await redriveDeadLetters(shop.deps, office(), undefined)).toEqual({ moved: 2 });
  expect((await letters()).letters).toMatchObject([{ queue: null, orders: [], orderCount: 0 }]);
});

test('a queue that nobody has recorded has no history', async () => {
  const ask = (queue: string) => readQueueHistory(shop.deps, office(), { queue, hours: 1 });
  expect((await ask('sweep')).samples).toEqual([]);
  expect((await ask('no such queue')).samples).toEqual([]);
});
