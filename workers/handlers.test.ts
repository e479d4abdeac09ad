import { sql } from 'kysely';
import { v4 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '#server/testing/test-shop.ts';
import {
  deliverWebhooks,
  expectReconciled,
  createPayableOrder,
  statusOf,
  PAYMENT_WINDOW_MS,
} from '#server/testing/payment-scenarios.ts';
import { handlers } from './handlers.ts';
import { runOrderJobs } from './start-workers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await sql`delete from pgboss.job`.execute(shop.deps.db);
  await shop.expectNoAuditViolations();
});
afterAll(async () => {
  for (const orderId of processingOrderIds)
    await shop.sandbox.control(`sessions/${orderId}/settle`, {});
  await expectReconciled(shop);
  await shop.close();
});

const processingOrderIds: string[] = [];

async function orderWithProcessingPayment() {
  const order = await createPayableOrder(shop);
  processingOrderIds.push(order.orderId);
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, { method: 'bank' });
  await deliverWebhooks(shop);
  return order;
}

/** Jobs with a delay, in milliseconds by the database's clock. */
async function findDelayedJobs(queue: string) {
  const { rows } = await sql<{ id: string; orderIds: string[]; inMs: number }>`
    select id, data->'orderIds' as "orderIds",
      (extract(epoch from start_after - created_on) * 1000)::int as "inMs"
    from pgboss.job where name = ${queue} and start_after > created_on order by start_after
  `.execute(shop.deps.db);
  return rows;
}

const run = (queue: 'close-orders' | 'recover-stock', orderIds: string[], id: string = v4()) =>
  handlers[queue](shop.deps, { id, data: { orderIds } });

describe('a job about several orders', () => {
  test('enqueues a follow-up for the payment in processing alone; the other orders are closed', async () => {
    const slow = await orderWithProcessingPayment();
    const unpaid = await createPayableOrder(shop);
    await sql`delete from pgboss.job`.execute(shop.deps.db);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    await run('close-orders', [slow.orderId, unpaid.orderId]);
    expect(await statusOf(shop, unpaid.orderId)).toBe('cancelled: payment_window_passed');
    expect(await findDelayedJobs('close-orders')).toMatchObject([
      { orderIds: [slow.orderId], inMs: 10 * MINUTE_MS },
    ]);
  });

  test('checks a payment in processing less often the longer it takes, at least four times a day', async () => {
    const { orderId } = await orderWithProcessingPayment();
    const waits = [];
    for (const advanceMs of [PAYMENT_WINDOW_MS, 2 * HOUR_MS, 10 * HOUR_MS, 100 * HOUR_MS]) {
      shop.clock.advance(advanceMs);
      await sql`delete from pgboss.job`.execute(shop.deps.db);
      await run('close-orders', [orderId]);
      waits.push((await findDelayedJobs('close-orders'))[0]?.inMs);
    }
    expect(waits).toEqual([10 * MINUTE_MS, 30 * MINUTE_MS, 3 * HOUR_MS, 6 * HOUR_MS]);
  });

  test('enqueues one follow-up, however often and on however many workers it runs', async () => {
    const { orderId } = await orderWithProcessingPayment();
    shop.clock.advance(PAYMENT_WINDOW_MS);
    await sql`delete from pgboss.job`.execute(shop.deps.db);
    const id = v4();
    await Promise.all([1, 2].map(() => run('close-orders', [orderId], id)));
    shop.clock.advance(1000);
    await run('close-orders', [orderId], id);
    const [next, ...others] = await findDelayedJobs('close-orders');
    expect(others).toEqual([]);
    // The follow-up has a follow-up of its own, although it runs early.
    await run('close-orders', [orderId], next!.id);
    expect(await findDelayedJobs('close-orders')).toHaveLength(2);
  });

  test('leaves a payment in processing to close-orders when it recovers stock', async () => {
    const { orderId } = await orderWithProcessingPayment();
    shop.clock.advance(PAYMENT_WINDOW_MS + 5 * MINUTE_MS);
    await sql`delete from pgboss.job`.execute(shop.deps.db);
    expect(await run('recover-stock', [orderId])).toEqual({ processing: 1 });
    expect(await findDelayedJobs('recover-stock')).toEqual([]);
  });

  test('that runs early by this process’s clock enqueues a follow-up with the rest of the time as its delay', async () => {
    const { orderId } = await createPayableOrder(shop);
    await sql`delete from pgboss.job`.execute(shop.deps.db);
    shop.clock.advance(PAYMENT_WINDOW_MS - 1000);
    await run('close-orders', [orderId]);
    expect(await findDelayedJobs('close-orders')).toMatchObject([
      { orderIds: [orderId], inMs: 1000 },
    ]);
  });

  test('fails while the payment service does not answer, and leaves no follow-up behind', async () => {
    const slow = await orderWithProcessingPayment();
    const unknown = await createPayableOrder(shop);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    await sql`delete from pgboss.job`.execute(shop.deps.db);
    await shop.sandbox.control('faults', {
      api_outage: '503',
      api_only: `POST /v1/checkout/sessions/${unknown.sessionId}`,
    });
    for (let n = 0; n < 2; n++) {
      await expect(run('close-orders', [slow.orderId, unknown.orderId])).rejects.toMatchObject({
        name: 'PaymentServiceError',
        message: `no answer from the payment service; unchanged until it answers: ${unknown.orderId}`,
      });
    }
    expect(await findDelayedJobs('close-orders')).toEqual([]);
    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await run('close-orders', [slow.orderId, unknown.orderId])).toEqual({
      processing: 1,
      cancelled: 1,
    });
  });
});

describe('jobs of one order each', () => {
  const jobOf = (orderId: string) => ({ id: v4(), data: { orderIds: [orderId] }, retryCount: 0 });

  async function unpaidOrders(count: number): Promise<string[]> {
    const skuId = await shop.newSku({ onHand: count });
    return await Promise.all(
      Array.from({ length: count }, async () => {
        return (await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 1 }), 'test')).orderId;
      }),
    );
  }

  async function transactionsThatEnded(orderIds: string[]): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(distinct xmin::text) from orders where order_id = any(${orderIds}::uuid[])
    `.execute(shop.deps.db);
    return rows[0]!.count;
  }

  test.each(['close-orders', 'recover-stock'] as const)(
    'are run by %s in one transaction',
    async (queue) => {
      const orderIds = await unpaidOrders(20);
      shop.clock.advance(PAYMENT_WINDOW_MS);
      const results = await runOrderJobs(shop.deps, queue, orderIds.map(jobOf));
      expect(results.map(({ status }) => status)).toEqual(orderIds.map(() => 'completed'));
      expect(await statusOf(shop, orderIds[19]!)).toBe('cancelled: payment_window_passed');
      expect(await transactionsThatEnded(orderIds)).toBe(1);
    },
  );

  test('fail alone: an error of the database or of the payment service does not fail the others', async () => {
    const [first, last] = await unpaidOrders(2);
    const paying = await createPayableOrder(shop);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    await shop.sandbox.control('faults', { api_outage: '503' });
    const jobs = [first!, paying.orderId, 'no id', last!].map(jobOf);
    const results = await runOrderJobs(shop.deps, 'close-orders', jobs);
    expect(results).toMatchObject([
      { id: jobs[0]!.id, status: 'completed', output: { cancelled: 1 } },
      { id: jobs[1]!.id, status: 'failed' },
      { id: jobs[2]!.id, status: 'failed' },
      { id: jobs[3]!.id, status: 'completed', output: { cancelled: 1 } },
    ]);
    expect(await statusOf(shop, paying.orderId)).toBe('pending_payment');
  });
});
