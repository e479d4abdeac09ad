import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { listOrders } from '../orders/list-orders.ts';
import { listRefunds } from '../payments/refunds/list-refunds.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import {
  deliverWebhooks,
  expectReconciled,
  createPaidOrder,
  createPayableOrder,
} from '../testing/payment-scenarios.ts';
import { listLocks, summarizeLocks } from '../inventory/list-locks.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { getOverview } from './get-overview.ts';
import { testStaff } from '../testing/actors.ts';

const HOUR_MS = 60 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ PAYMENT_WINDOW: '20h', RECOVERY_DELAY: '1h' });
});
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

/** The rows that the overview's numbers lead to. */
async function listOverviewRows() {
  const orders = async (filter: Parameters<typeof listOrders>[1]) =>
    (await listOrders(shop.deps, filter)).orders;
  const [pending, paid, cancelled, { refunds }, { locks }] = await Promise.all([
    orders({ status: 'pending_payment' }),
    orders({ status: 'paid', settledHours: 24 }),
    orders({ status: 'cancelled', settledHours: 24 }),
    listRefunds(shop.deps, { hours: 24, outcome: 'refunded' }),
    listLocks(shop.deps, { state: 'active', sort: 'recoverAt' }),
  ]);
  return { pending, paid, cancelled, refunds, locks };
}

async function expectNumbersMatchRows() {
  const { stock, orders, money, locks } = await getOverview(shop.deps);
  const rows = await listOverviewRows();
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  expect({ ...orders, ...money, active: locks.active, locked: stock.locked }).toEqual({
    pending: rows.pending.length,
    paid: rows.paid.length,
    cancelled: rows.cancelled.length,
    pendingCents: sum(rows.pending.map(({ totalCents }) => totalCents)),
    paidCents: sum(rows.paid.map(({ totalCents }) => totalCents)),
    refundedCents: sum(rows.refunds.map(({ amountCents }) => amountCents)),
    currency: 'EUR',
    active: rows.locks.length,
    locked: sum(rows.locks.map(({ quantity }) => quantity)),
  });
  expect(locks).toMatchObject({
    active: sum(locks.byAge.map(({ count }) => count)),
    overdue: (await summarizeLocks(shop.deps)).overdue,
  });
  return { ...orders, ...money };
}

test('each number is the sum of the rows it leads to, counted by when it happened', async () => {
  const early = await createPayableOrder(shop);
  await createPaidOrder(shop, 2);
  const cancelled = await createPayableOrder(shop);
  await cancelOrder(shop.deps, testStaff(), cancelled.orderId);
  const refunded = await createPaidOrder(shop, 3);
  const request = { orderId: refunded.orderId, restock: false, note: '' };
  await requestRefund(shop.deps, testStaff(), { ...request, amountCents: 500 });
  expect(await expectNumbersMatchRows()).toMatchObject({
    pending: 1,
    paid: 2,
    cancelled: 1,
    pendingCents: 1000,
    paidCents: 5000,
    refundedCents: 500,
  });

  // What was placed long ago counts when it is paid; what ended long ago does no more.
  shop.clock.advance(19 * HOUR_MS);
  await shop.sandbox.control(`sessions/${early.orderId}/pay`, {});
  await deliverWebhooks(shop);
  shop.clock.advance(6 * HOUR_MS);
  expect(await expectNumbersMatchRows()).toMatchObject({
    pending: 0,
    paid: 1,
    cancelled: 0,
    paidCents: 1000,
    refundedCents: 0,
  });
});

test('a payment that took days is counted on the day of its event', async () => {
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/pay`, { method: 'bank' });
  await deliverWebhooks(shop);
  shop.clock.advance(5 * 24 * HOUR_MS);
  await shop.sandbox.control(`sessions/${orderId}/settle`, {});
  await deliverWebhooks(shop);
  expect(await expectNumbersMatchRows()).toMatchObject({ paid: 1, paidCents: 1000 });
});

test('the locks of an order are counted by its age', async () => {
  await createPayableOrder(shop);
  shop.clock.advance(7 * 60_000);
  const { locks } = await getOverview(shop.deps);
  expect(locks.byAge.find(({ count }) => count > 0)).toMatchObject({
    fromMinutes: 5,
    underMinutes: 15,
  });
});
