import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { findOverdueRefunds, findRefund } from './refund-store.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createPaidOrder,
  createPayableOrder,
  runRefundJobs,
  statusOf,
  stockOf,
} from '../testing/payment-scenarios.ts';
import { findJobPayloads } from '../testing/job-payloads.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { findSweeps } from './sweep-store.ts';
import { TEST_JOB, testStaff } from '../testing/actors.ts';
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

test('an order that the database refuses fails alone: the sweep goes on with the others, locks and refunds', async () => {
  const paid = await createPaidOrder(shop);
  const refund = await refundOf(paid.orderId, 100);
  const orders = await Promise.all(Array.from({ length: 5 }, () => createPayableOrder(shop)));
  const poison = orders[2]!;
  await sql`alter table orders add constraint poison check
    (order_id <> ${sql.lit(poison.orderId)} or status <> 'cancelled')`.execute(shop.deps.db);
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

  await sql`alter table orders drop constraint poison`.execute(shop.deps.db);
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
