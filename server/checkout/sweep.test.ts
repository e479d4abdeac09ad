import { sql } from 'kysely';
import { v7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { findOverdueRefunds, findRefund } from './refund-store.ts';
import { refundPayment } from '../payments/refunds/refund-payment.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createOrder,
  createPaidOrder,
  createPayableOrder,
  leaveLockActive,
  PAYMENT_WINDOW_MS,
  runPaymentEventJobs,
  runRefundJobs,
  statusOf,
  stockOf,
} from '../testing/payment-scenarios.ts';
import { findJobPayloads } from '../testing/job-payloads.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { findSweeps } from './sweep-store.ts';
import { TEST_JOB, TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import { inTransaction } from '#db/transaction.ts';
import type { Deps } from '../platform/deps.ts';
import type { JobPayloads } from '../platform/jobs.ts';
import { cancelOrder } from './cancel-order.ts';
import { insertWebhookEvents } from './webhook-event-store.ts';
import { sweep } from './sweep.ts';

const DAY_MS = 24 * 60 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

const runSweep = () => sweep(shop.deps, TEST_JOB);

async function refundOf(orderId: string, amountCents: number) {
  const request = { orderId, amountCents, restock: false, note: '' };
  return { orderId, ...(await requestRefund(shop.deps, testStaff(), request)) };
}

/** Sweeps what earlier tests left, so that the next sweep finds only the test's own orders. */
async function clearBacklog(): Promise<void> {
  shop.clock.advance(DAY_MS);
  await sweep(shop.deps, TEST_JOB, { graceMs: 0 });
}

const MINUTE_MS = 60_000;

async function payWithoutWebhook(orderId: string): Promise<void> {
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
}

test('finds the orders and locks that every job missed, settles them and records the run', async () => {
  await clearBacklog();
  const unpaid = await createPayableOrder(shop, 2);
  const [consumed, released] = [await createPaidOrder(shop, 2), await createOrder(shop, 2)];
  await cancelOrder(shop.deps, TEST_SHOPPER, released.orderId);
  for (const left of [consumed, released]) await leaveLockActive(shop, left);
  const paid = await createPayableOrder(shop, 2);
  await payWithoutWebhook(paid.orderId);

  shop.clock.advance(PAYMENT_WINDOW_MS + 5 * MINUTE_MS);
  const startedAt = shop.clock.now();
  const run = await sweep(shop.deps, TEST_JOB, { graceMs: 0 });
  expect(run).toEqual({
    sweepId: run.sweepId,
    startedBy: 'system:test',
    startedAt,
    finishedAt: startedAt,
    ordersFound: 2,
    ordersPaid: 1,
    ordersCancelled: 1,
    ordersUnresolved: 0,
    locksFound: 2,
    locksConsumed: 1,
    locksReleased: 1,
    refundsFound: 0,
    eventsFound: 0,
    error: null,
  });
  expect(await findSweeps(shop.deps.db, { limit: 1 })).toEqual([run]);
  for (const { skuId } of [unpaid, released])
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  for (const { skuId } of [paid, consumed])
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 8, locked: 0 });
  const again = await sweep(shop.deps, TEST_JOB, { graceMs: 0 });
  expect(again).toMatchObject({ ordersFound: 0, locksFound: 0 });
});

test('leaves an order to its job until it is one minute late', async () => {
  await clearBacklog();
  const { orderId } = await createOrder(shop);
  shop.clock.advance(PAYMENT_WINDOW_MS + MINUTE_MS - 1);
  expect(await runSweep()).toMatchObject({ ordersFound: 0 });
  shop.clock.advance(1);
  expect(await runSweep()).toMatchObject({ ordersFound: 1, ordersCancelled: 1 });
  expect(await statusOf(shop, orderId)).toBe('cancelled: payment_window_passed');
});

test('the record is stored when the run starts, with the actor that had it run', async () => {
  await clearBacklog();
  await createPayableOrder(shop);
  shop.clock.advance(PAYMENT_WINDOW_MS);
  const during: unknown[] = [];
  const payments: Deps['payments'] = {
    ...shop.deps.payments,
    async endSession(sessionId) {
      during.push(...(await findSweeps(shop.deps.db, { limit: 1 })));
      return await shop.deps.payments.endSession(sessionId);
    },
  };
  const actor = { ...TEST_JOB, startedBy: 'staff:ada@shop.example' };
  const run = await sweep({ ...shop.deps, payments }, actor, { graceMs: 0 });
  expect(run.ordersCancelled).toBe(1);
  const { sweepId, startedAt, startedBy } = run;
  expect(startedBy).toBe('staff:ada@shop.example');
  expect(during).toMatchObject([
    { sweepId, startedAt, startedBy, finishedAt: null, ordersFound: 0, error: null },
  ]);
});

test('an order without an answer stays, is tried once a run, and does not stop the rest', async () => {
  await clearBacklog();
  const stuck = await createPayableOrder(shop);
  const free = await createOrder(shop);
  shop.clock.advance(PAYMENT_WINDOW_MS + MINUTE_MS);
  await shop.sandbox.control('faults', { api_outage: '503' });
  const run = await runSweep();
  expect(run).toMatchObject({ ordersUnresolved: 1, ordersCancelled: 1, error: null });
  expect(await statusOf(shop, stuck.orderId)).toBe('pending_payment');
  expect(await statusOf(shop, free.orderId)).toBe('cancelled: payment_window_passed');
  await shop.sandbox.control('faults', undefined, 'DELETE');
  expect(await runSweep()).toMatchObject({ ordersCancelled: 1 });
});

test('a refund that waits for its bank gets a job in each sweep', async () => {
  await clearBacklog();
  const { orderId } = await createPaidOrder(shop);
  const refund = await refundOf(orderId, 100);
  await shop.sandbox.control('faults', { refund_outcome: 'pending', refund_settle_ms: -1 });
  expect(await refundPayment(shop.deps, TEST_JOB, refund)).toBe('pending');
  shop.clock.advance(MINUTE_MS);
  for (const jobs of [2, 3]) {
    expect(await runSweep()).toMatchObject({ refundsFound: 1, error: null });
    expect(await findJobPayloads(shop, 'refund-payment', orderId)).toHaveLength(jobs);
  }
  const { serviceRefundId } = (await findRefund(shop.deps.db, refund))!;
  await shop.sandbox.control(`refunds/${serviceRefundId}/settle`, {});
  await deliverWebhooks(shop);
  expect(await runSweep()).toMatchObject({ refundsFound: 0 });
});

test('payment events that no process applied get one job per sweep', async () => {
  await clearBacklog();
  const eventIds = await storeEvents(2);
  expect(await runSweep()).toMatchObject({ eventsFound: 0 });
  shop.clock.advance(MINUTE_MS);
  expect(await runSweep()).toMatchObject({ eventsFound: 2, error: null });
  expect(await findEventJobs(eventIds)).toEqual([{ eventIds }]);
  await runPaymentEventJobs(shop);
  expect(await runSweep()).toMatchObject({ eventsFound: 0 });
});

test('an error in one kind is recorded, does not stop the next kind, and is thrown at the end', async () => {
  await clearBacklog();
  const paid = await createPaidOrder(shop);
  await refundOf(paid.orderId, 100);
  const eventIds = await storeEvents(1);
  shop.clock.advance(MINUTE_MS);
  const jobs: Deps['jobs'] = {
    async enqueue(trx, queue, ...rest) {
      // Not an Error, as a library may throw.
      if (queue === 'refund-payment') return await Promise.reject('no such queue');
      await shop.deps.jobs.enqueue(trx, queue, ...rest);
    },
  };
  await expect(sweep({ ...shop.deps, jobs }, TEST_JOB)).rejects.toThrow('no such queue');
  const [record] = await findSweeps(shop.deps.db, { limit: 1 });
  expect(record).toMatchObject({ refundsFound: 1, eventsFound: 1, error: 'no such queue' });
  expect(record?.finishedAt).not.toBeNull();
  expect(await findEventJobs(eventIds)).toHaveLength(1);
  await runRefundJobs(shop);
});

/** Stores events that the shop does not act on, as a process that died before it applied them. */
async function storeEvents(count: number): Promise<string[]> {
  const events = Array.from({ length: count }, () => {
    const event = { id: `evt_${v7()}`, type: 'customer.created', created: 1, data: { object: {} } };
    const payload = JSON.stringify(event);
    return { eventId: event.id, kind: event.type, occurredAt: shop.clock.now(), payload };
  });
  await inTransaction(shop.deps.db, (trx) => insertWebhookEvents(trx, events, shop.clock.now()));
  return events.map(({ eventId }) => eventId).toSorted();
}

async function findEventJobs(eventIds: string[]) {
  const { rows } = await sql<{ data: JobPayloads['apply-payment-events'] }>`
    select data from pgboss.job where name = 'apply-payment-events'
      and data @> ${JSON.stringify({ eventIds })}::jsonb
  `.execute(shop.deps.db);
  return rows.map(({ data }) => data);
}

test('an order that the database refuses fails alone: the sweep goes on with the others, locks and refunds', async () => {
  const paid = await createPaidOrder(shop);
  const refund = await refundOf(paid.orderId, 100);
  const orders = await Promise.all(Array.from({ length: 5 }, () => createPayableOrder(shop)));
  const poison = orders[2]!;
  await sql`alter table orders add constraint poison check
    (order_id <> ${sql.lit(poison.orderId)} or status <> 'cancelled')`.execute(shop.ownerDb);
  shop.clock.advance(DAY_MS);

  await expect(runSweep()).rejects.toMatchObject({ constraint: 'poison' });
  const [record] = await findSweeps(shop.deps.db, { limit: 1 });
  expect(record).toMatchObject({
    ordersCancelled: 4,
    refundsFound: 1,
    finishedAt: expect.any(Date),
  });
  expect(record?.error).toContain('poison');
  // The job of the request and the job of the sweep; a lost first one would have been replaced.
  const refundJob = { orderId: paid.orderId, refundId: refund.refundId };
  expect(await findJobPayloads(shop, 'refund-payment', paid.orderId)).toEqual([
    refundJob,
    refundJob,
  ]);
  await runRefundJobs(shop);
  expect(await findRefund(shop.deps.db, refundJob)).toMatchObject({ state: 'succeeded' });
  expect(await statusOf(shop, poison.orderId)).toBe('pending_payment');
  expect(await stockOf(shop, poison.skuId)).toEqual({ on_hand: 10, locked: 1 });

  await sql`alter table orders drop constraint poison`.execute(shop.ownerDb);
  expect(await runSweep()).toMatchObject({ ordersCancelled: 1, error: null });
});

test('the payment service is asked once a sweep about an order under way', async () => {
  const { orderId, sessionId } = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/pay`, { method: 'bank' });
  await deliverWebhooks(shop);
  shop.clock.advance(DAY_MS);
  const asked: string[] = [];
  const { payments } = shop.deps;
  const counting = {
    ...payments,
    endSession(id: string) {
      asked.push(id);
      return payments.endSession(id);
    },
  };
  await sweep({ ...shop.deps, payments: counting }, TEST_JOB);
  expect(asked.filter((id) => id === sessionId)).toHaveLength(1);
  await shop.sandbox.control(`sessions/${orderId}/settle`, {});
});

test('unfinished refunds are walked page by page, so that old ones keep none from their turn', async () => {
  const { orderId } = await createPaidOrder(shop);
  const asked: string[] = [];
  // Two at one time, so that the cursor needs the id as well.
  for (const minutes of [0, 0, 1]) {
    shop.clock.advance(minutes * 60_000);
    asked.push((await refundOf(orderId, 100)).refundId);
  }
  const found: string[] = [];
  let after: { requestedAt: Date; refundId: string } | null = null;
  for (;;) {
    const of = { state: 'requested', before: shop.clock.now(), after, limit: 1 } as const;
    const [next]: { requestedAt: Date; refundId: string }[] = await findOverdueRefunds(
      shop.deps.db,
      of,
    );
    if (!next) break;
    found.push(next.refundId);
    after = next;
  }
  expect(found.toSorted()).toEqual(asked.toSorted());
});
