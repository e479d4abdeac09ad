import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#db/transaction.ts';
import { insertHeldPayments } from '../checkout/held-payment-store.ts';
import { PAGE_SIZE } from '../platform/cursor.ts';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { listReceivedPayments } from '../orders/list-received-payments.ts';
import { listOrders } from '../orders/list-orders.ts';
import { listRefunds } from '../payments/refunds/list-refunds.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import {
  deliverWebhooks,
  expectReconciled,
  createOrder,
  createPaidOrder,
  createPayableOrder,
  createStripeClient,
  runRefundJobs,
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
  const [pending, paid, cancelled, { payments }, { refunds }, { locks }] = await Promise.all([
    orders({ status: 'pending_payment' }),
    orders({ status: 'paid', settledHours: 24 }),
    orders({ status: 'cancelled', settledHours: 24 }),
    listReceivedPayments(shop.deps, { hours: 24 }),
    listRefunds(shop.deps, { hours: 24, outcome: 'refunded' }),
    listLocks(shop.deps, { state: 'active', sort: 'recoverAt' }),
  ]);
  return { pending, paid, cancelled, payments, refunds, locks };
}

async function expectNumbersMatchRows() {
  const { stock, orders, money, locks } = await getOverview(shop.deps);
  const rows = await listOverviewRows();
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  expect({ orders, ...money, active: locks.active, locked: stock.locked }).toEqual({
    orders: {
      pending: rows.pending.length,
      paid: rows.paid.length,
      cancelled: rows.cancelled.length,
    },
    pending: sumByCurrency(
      rows.pending.map(({ totalCents, currency }) => ({ amountCents: totalCents, currency })),
    ),
    received: sumByCurrency(rows.payments),
    refunded: sumByCurrency(rows.refunds),
    active: rows.locks.length,
    locked: sum(rows.locks.map(({ quantity }) => quantity)),
  });
  expect(locks).toMatchObject({
    active: sum(locks.byAge.map(({ count }) => count)),
    overdue: (await summarizeLocks(shop.deps)).overdue,
  });
  return { ...orders, ...flattenMoney(money) };
}

/** One amount per currency, the shop's own first. */
function sumByCurrency(rows: readonly { currency: string; amountCents: number }[]) {
  const sums = new Map([['EUR', 0]]);
  for (const { currency, amountCents } of rows) {
    sums.set(currency, (sums.get(currency) ?? 0) + amountCents);
  }
  return [...sums].map(([currency, cents]) => ({ currency, cents }));
}

/** The amounts in the shop's currency. */
function flattenMoney(money: Awaited<ReturnType<typeof getOverview>>['money']) {
  return {
    pendingCents: money.pending[0]!.cents,
    receivedCents: money.received[0]!.cents,
    refundedCents: money.refunded[0]!.cents,
  };
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
    receivedCents: 5000,
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
    receivedCents: 1000,
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
  expect(await expectNumbersMatchRows()).toMatchObject({ paid: 1, receivedCents: 1000 });
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

test('received less refunded is what the payment service keeps: of orders, late and held payments', async () => {
  shop.clock.advance(2 * 24 * HOUR_MS);
  const paid = await createPaidOrder(shop);
  const partlyRefunded = await createPaidOrder(shop, 2);
  const request = { orderId: partlyRefunded.orderId, restock: false, note: '' };
  await requestRefund(shop.deps, testStaff(), { ...request, amountCents: 300 });
  const late = await createPayableOrder(shop);
  await cancelOrder(shop.deps, testStaff(), late.orderId);
  await shop.sandbox.control(`sessions/${late.orderId}/pay-after-expiry`, {});
  const wrongAmount = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { capture_offset: 70 });
  await shop.sandbox.control(`sessions/${wrongAmount.orderId}/pay`, {});
  await shop.sandbox.control('faults', undefined, 'DELETE');
  const { id: inDollars } = await createStripeClient(shop).checkout.sessions.create({
    mode: 'payment',
    success_url: 'http://localhost/done',
    metadata: { order_id: paid.orderId },
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'usd', unit_amount: 900, product_data: { name: 'Elsewhere' } },
      },
    ],
  });
  await shop.sandbox.control(`sessions/${inDollars}/pay`, {});
  await deliverWebhooks(shop);
  await runRefundJobs(shop);
  await deliverWebhooks(shop);

  const orders = [paid, partlyRefunded, late, wrongAmount].map(({ orderId }) => orderId);
  const kept = new Map<string, number>();
  for (const session of [...orders, inDollars]) {
    const { charges } = (await shop.sandbox.control(`sessions/${session}`)) as {
      charges: { currency: string; amount_captured: number; amount_refunded: number }[];
    };
    for (const { currency, amount_captured, amount_refunded } of charges) {
      const code = currency.toUpperCase();
      kept.set(code, (kept.get(code) ?? 0) + amount_captured - amount_refunded);
    }
  }
  const { money } = await getOverview(shop.deps);
  const refunded = new Map(money.refunded.map(({ currency, cents }) => [currency, cents]));
  const balance = money.received.map(
    ({ currency, cents }) => [currency, cents - (refunded.get(currency) ?? 0)] as const,
  );
  expect(new Map(balance)).toEqual(kept);
  expect(kept).toEqual(
    new Map([
      ['EUR', 1000 + 2000 - 300 + 1070],
      ['USD', 900],
    ]),
  );
  await expectNumbersMatchRows();
});

test('the pages of received payments list each once, those of the newest orders first', async () => {
  const { orderId } = await createOrder(shop);
  const payment = { orderId, sessionId: 'cs', amountCents: 1, currency: 'EUR' } as const;
  const held = Array.from({ length: PAGE_SIZE + 5 }, (_, index) => ({
    ...payment,
    paymentIntentId: `pi_page_${index}`,
    reason: 'other_session' as const,
  }));
  await inTransaction(shop.deps.db, (trx) => insertHeldPayments(trx, held, shop.deps.clock.now()));
  const rows = [];
  let cursor: string | undefined;
  do {
    const page = await listReceivedPayments(shop.deps, { cursor });
    rows.push(...page.payments);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  await shop.ownerDb.deleteFrom('held_payments').where('order_id', '=', orderId).execute();
  const keys = rows.map(({ orderId, paymentIntentId }) => `${orderId} ${paymentIntentId}`);
  expect(keys).toEqual([...new Set(keys)].toSorted().toReversed());
  expect(keys).toEqual(
    expect.arrayContaining(held.map(({ paymentIntentId }) => `${orderId} ${paymentIntentId}`)),
  );
});
