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
import { endStaffAction, startStaffAction } from '../audit-trail/record-staff-action.ts';

const MINUTE_MS = 60_000;
const STAFF = 'staff@shop.example';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

async function getTimeline(orderId: string) {
  return (await getOrderDetails(shop.deps, orderId, 'secret')).timeline;
}

test('tells how an order was placed, paid for and ended, and by whom', async () => {
  const { orderId, sessionId } = await createPayableOrder(shop);
  shop.clock.advance(MINUTE_MS);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await deliverWebhooks(shop);
  expect(await getTimeline(orderId)).toMatchObject([
    { kind: 'placed', by: 'shopper@example.com' },
    { kind: 'locked', by: 'shop' },
    { kind: 'payment_requested', by: 'shopper@example.com' },
    { kind: 'session_opened', sessionId, by: 'payment service' },
    { kind: 'event', outcome: 'order_paid' },
    { kind: 'settled', status: 'paid', by: 'payment service' },
    { kind: 'lock_settled', state: 'consumed', by: 'payment service' },
    { kind: 'job', queue: 'close-orders', due: true },
    { kind: 'job', queue: 'recover-stock', due: true },
  ]);
});

test('an order is ended by the worker, by its shopper or by the member of staff who asked', async () => {
  const enders: [string, string, (orderId: string) => Promise<unknown>][] = [
    ['worker', 'payment_window_passed', late],
    ['shopper@example.com', 'cancelled_by_shopper', byShopper],
    [STAFF, 'cancelled_by_staff', byStaff],
  ];
  for (const [by, reason, end] of enders) {
    const { orderId } = await createPayableOrder(shop);
    await end(orderId);
    const settled = (await getTimeline(orderId)).filter(({ kind }) => /settled/.test(kind));
    expect(settled).toMatchObject([
      { kind: 'settled', reason, by },
      { kind: 'lock_settled', by },
    ]);
  }

  async function late(orderId: string) {
    shop.clock.advance(PAYMENT_WINDOW_MS);
    await closeOrders(shop.deps, [orderId], { reason: 'payment_window_passed' });
  }
  async function byShopper(orderId: string) {
    await cancelOrder(shop.deps, orderId, 'cancelled_by_shopper');
  }
  async function byStaff(orderId: string) {
    const request = { staff: STAFF, action: 'admin.orders.cancel', input: { orderId } };
    const actionId = await startStaffAction(shop.deps, request);
    const answer = await cancelOrder(shop.deps, orderId, 'cancelled_by_staff');
    await endStaffAction(shop.deps, actionId, { answer });
  }
});

test('a refund is asked for, made, fails and is decided about, each at its time', async () => {
  const { orderId } = await createPaidOrder(shop, 2);
  const ask = { orderId, restock: true, note: '', requestedBy: STAFF, amountCents: 500 };
  shop.clock.advance(MINUTE_MS);
  const { refundId } = await requestRefund(shop.deps, ask);
  await shop.sandbox.control('faults', { refund_outcome: 'failed', refund_settle_ms: 0 });
  shop.clock.advance(MINUTE_MS);
  await refundPayment(shop.deps, { orderId, refundId });
  await deliverWebhooks(shop);
  await shop.sandbox.control('faults', undefined, 'DELETE');
  const refunds = async () =>
    (await getTimeline(orderId)).filter(({ kind }) => kind.startsWith('refund'));
  expect(await refunds()).toMatchObject([
    { kind: 'refund', by: STAFF, amountCents: 500, restock: true },
    { kind: 'refund_made', by: 'payment service', state: 'pending' },
    { kind: 'refund_failed', error: expect.any(String) },
  ]);

  shop.clock.advance(MINUTE_MS);
  const resolution = 'given_back_elsewhere' as const;
  const by = { note: '', requestedBy: 'other@shop.example' };
  await resolveFailedRefund(shop.deps, { orderId, refundId, resolution, ...by });
  expect((await refunds()).at(-1)).toMatchObject({
    kind: 'refund_resolved',
    resolution,
    by: 'other@shop.example',
    at: shop.clock.now().toISOString(),
  });
});

test('all jobs of an order are listed: about its end, about its money, and those that died', async () => {
  const { orderId } = await createPaidOrder(shop);
  const other = await createPayableOrder(shop);
  await requestRefund(shop.deps, { orderId, restock: false, note: '', requestedBy: STAFF });
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
