import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { closeOrders } from '../checkout/close-orders.ts';
import { refundPayment } from '../payments/refunds/refund-payment.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import { resolveFailedRefund } from '../payments/refunds/resolve-failed-refund.ts';
import {
  deliverWebhooks,
  expectReconciled,
  createPaidOrder,
  createPayableOrder,
  PAYMENT_WINDOW_MS,
} from '../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { getOrderDetails } from './get-order-details.ts';
import { TEST_JOB, TEST_SHOPPER, TEST_STAFF_EMAIL, testStaff } from '../testing/actors.ts';

const MINUTE_MS = 60_000;
const STAFF = { kind: 'staff', id: TEST_STAFF_EMAIL };

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

/** As `buildOrder` makes it. */
const emailOf = (orderId: string) => `shopper-${orderId.slice(-12)}@example.com`;

async function getTimeline(orderId: string) {
  return (await getOrderDetails(shop.deps, orderId)).timeline;
}

test('lists placement, payment and settlement of an order with their actors', async () => {
  const { orderId, sessionId } = await createPayableOrder(shop);
  shop.clock.advance(MINUTE_MS);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await deliverWebhooks(shop);
  expect(await getTimeline(orderId)).toMatchObject([
    { kind: 'placed', by: { kind: 'shopper', id: emailOf(orderId) } },
    { kind: 'locked', by: { kind: 'system', id: null } },
    { kind: 'payment_requested', by: { kind: 'shopper', id: emailOf(orderId) } },
    { kind: 'session_opened', sessionId, by: { kind: 'payment_service', id: null } },
    { kind: 'event', outcome: 'order_paid' },
    { kind: 'settled', status: 'paid', by: { kind: 'payment_service', id: null } },
    { kind: 'lock_settled', state: 'consumed', by: { kind: 'payment_service', id: null } },
    { kind: 'job', queue: 'close-orders', due: true },
    { kind: 'job', queue: 'recover-stock', due: true },
  ]);
});

test('an order is settled by the worker, its shopper or the staff who requested it', async () => {
  const enders: [object | 'shopper', string, (orderId: string) => Promise<unknown>][] = [
    [{ kind: 'system', id: 'worker' }, 'payment_window_passed', late],
    ['shopper', 'cancelled_by_shopper', byShopper],
    [STAFF, 'cancelled_by_staff', byStaff],
  ];
  for (const [ender, reason, end] of enders) {
    const { orderId } = await createPayableOrder(shop);
    await end(orderId);
    const by = ender === 'shopper' ? { kind: ender, id: emailOf(orderId) } : ender;
    const settled = (await getTimeline(orderId)).filter(({ kind }) => /settled/.test(kind));
    expect(settled).toMatchObject([
      { kind: 'settled', reason, by },
      { kind: 'lock_settled', by },
    ]);
  }

  async function late(orderId: string) {
    shop.clock.advance(PAYMENT_WINDOW_MS);
    await closeOrders(shop.deps, TEST_JOB, [orderId], { reason: 'payment_window_passed' });
  }
  async function byShopper(orderId: string) {
    await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
  }
  async function byStaff(orderId: string) {
    const staff = testStaff(TEST_STAFF_EMAIL, {
      action: 'admin.orders.cancel',
      input: { orderId },
      requestedAt: shop.clock.now(),
    });
    await cancelOrder(shop.deps, staff, orderId);
  }
});

test('a refund is requested, made, failed and resolved, each at its time', async () => {
  const { orderId } = await createPaidOrder(shop, 2);
  const ask = { orderId, restock: true, note: '', amountCents: 500 };
  shop.clock.advance(MINUTE_MS);
  const { refundId } = await requestRefund(shop.deps, testStaff(), ask);
  await shop.sandbox.control('faults', { refund_outcome: 'failed', refund_settle_ms: 0 });
  shop.clock.advance(MINUTE_MS);
  await refundPayment(shop.deps, TEST_JOB, { orderId, refundId });
  await deliverWebhooks(shop);
  await shop.sandbox.control('faults', undefined, 'DELETE');
  const refunds = async () =>
    (await getTimeline(orderId)).filter(({ kind }) => kind.startsWith('refund'));
  expect(await refunds()).toMatchObject([
    { kind: 'refund', by: STAFF, amountCents: 500, restock: true },
    { kind: 'refund_made', by: { kind: 'payment_service', id: null }, state: 'pending' },
    { kind: 'refund_failed', error: expect.any(String) },
  ]);

  shop.clock.advance(MINUTE_MS);
  const resolution = 'refunded_externally' as const;
  await resolveFailedRefund(shop.deps, testStaff('other@shop.example'), {
    orderId,
    refundId,
    resolution,
    note: '',
  });
  expect((await refunds()).at(-1)).toMatchObject({
    kind: 'refund_resolved',
    resolution,
    by: { kind: 'staff', id: 'other@shop.example' },
    at: shop.clock.now().toISOString(),
  });
});

test('all jobs of an order are listed: about its end, about its money, and those that died', async () => {
  const { orderId } = await createPaidOrder(shop);
  const other = await createPayableOrder(shop);
  await requestRefund(shop.deps, testStaff(), {
    orderId,
    restock: false,
    note: '',
  });
  await sql`
    insert into pgboss.job (name, data, source_name, source_created_on)
    values ('dead-letters', ${JSON.stringify({ orderIds: [other.orderId, orderId] })}::jsonb,
      'recover-stock', now())`.execute(shop.deps.db);
  const jobs = (await getTimeline(orderId)).filter((entry) => entry.kind === 'job');
  expect(jobs.map(({ queue, state }) => `${queue} ${state}`).sort()).toEqual([
    'close-orders created',
    'recover-stock created',
    'recover-stock dead',
    'refund-payment created',
  ]);
});
