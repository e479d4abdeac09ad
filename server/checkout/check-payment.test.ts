import { beforeAll, describe, expect, test } from 'vitest';
import type { Deps } from '../platform/deps.ts';
import { PAYMENT_CHECK_INTERVAL_MS, PAYMENT_CHECK_SHOWN_MS } from '../shared/limits.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import {
  createOrder,
  createPaidOrder,
  createPayableOrder,
  deliverWebhooks,
  loseSession,
  registerInvariantChecks,
  statusOf,
  stockOf,
} from '../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { listAttention } from '../payments/review/list-attention.ts';
import { listOrders } from '../orders/list-orders.ts';
import { cancelOrder } from './cancel-order.ts';
import { checkPayment } from './check-payment.ts';
import { findHeldPayments } from './held-payment-store.ts';
import { findPayments } from './payment-store.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

/** A shop whose webhooks do not come, and how often it reads a session. */
async function withoutWebhooks() {
  await shop.sandbox.control('faults', { webhook_paused: true });
  const asked = { count: 0 };
  const payments: Deps['payments'] = {
    ...shop.deps.payments,
    async readSession(sessionId) {
      asked.count++;
      return await shop.deps.payments.readSession(sessionId);
    },
  };
  const deps: Deps = { ...shop.deps, payments };
  return { asked, check: (orderId: string) => checkPayment(deps, TEST_SHOPPER, orderId) };
}

const pay = (orderId: string, how: object = {}) =>
  shop.sandbox.control(`sessions/${orderId}/pay`, how);

describe('while webhooks do not come', () => {
  test('a paid order is found to be paid at once, and the late webhook changes nothing', async () => {
    const { check } = await withoutWebhooks();
    const { orderId, skuId } = await createPayableOrder(shop);
    await pay(orderId);
    expect(await statusOf(shop, orderId)).toBe('pending_payment');

    expect(await check(orderId)).toBe('decided');
    expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 9, locked: 0 });

    await shop.sandbox.control('faults', undefined, 'DELETE');
    await deliverWebhooks(shop);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 9, locked: 0 });
  });

  test('a list of orders does not ask to pay an order that is being checked, and does when nobody has paid', async () => {
    const { check } = await withoutWebhooks();
    const { orderId } = await createPayableOrder(shop);
    const listed = async () => {
      const { orders } = await listOrders(shop.deps, {});
      return orders.find((order) => order.orderId === orderId)?.payment?.state;
    };
    expect(await listed()).toBe('open');
    expect(await check(orderId)).toBe('open');
    expect(await listed()).toBe('checking');
    shop.clock.advance(PAYMENT_CHECK_SHOWN_MS);
    expect(await listed()).toBe('open');
  });

  test('a bank transfer is found to be processing, and money that does not fit is held', async () => {
    const { check } = await withoutWebhooks();
    const bank = await createPayableOrder(shop);
    await pay(bank.orderId, { method: 'bank' });
    expect(await check(bank.orderId)).toBe('decided');
    const wrong = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { capture_offset: -1 });
    await pay(wrong.orderId);
    expect(await check(wrong.orderId)).toBe('decided');

    const { orderId } = wrong;
    const payments = await findPayments(shop.deps.db, [bank.orderId, orderId]);
    expect(payments.get(bank.orderId)).toMatchObject({ state: 'processing' });
    expect(payments.get(orderId)).toMatchObject({ state: 'held' });
    expect(await findHeldPayments(shop.deps.db, [orderId])).toMatchObject([
      { reason: 'amount_differs' },
    ]);
    await shop.sandbox.control(`sessions/${bank.orderId}/settle`, { outcome: 'failed' });
  });

  test('nobody has paid: the order stays payable, and a payment after the first question is found by the second', async () => {
    const { check } = await withoutWebhooks();
    const { orderId } = await createPayableOrder(shop);
    expect(await check(orderId)).toBe('open');
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
    await pay(orderId);
    shop.clock.advance(PAYMENT_CHECK_INTERVAL_MS);
    expect(await check(orderId)).toBe('decided');
    expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
  });

  test('a cancellation and a check at the same moment agree', async () => {
    const { check } = await withoutWebhooks();
    const paid = await createPayableOrder(shop);
    await pay(paid.orderId);
    const [answer] = await Promise.all([
      check(paid.orderId),
      cancelOrder(shop.deps, TEST_SHOPPER, paid.orderId),
    ]);
    expect(answer).toBe('decided');
    expect(await statusOf(shop, paid.orderId)).toBe('paid: payment_found');
    const open = await createPayableOrder(shop);
    await Promise.all([check(open.orderId), cancelOrder(shop.deps, TEST_SHOPPER, open.orderId)]);
    expect(await statusOf(shop, open.orderId)).toBe('cancelled: cancelled_by_shopper');
  });
});

describe('the payment service is asked', () => {
  test('once about an order, however many ask at the same time, and again only after the interval', async () => {
    const { asked, check } = await withoutWebhooks();
    const { orderId } = await createPayableOrder(shop);
    const answers = await Promise.all(Array.from({ length: 20 }, () => check(orderId)));
    expect(answers.filter((answer) => answer === 'open')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'unanswered')).toHaveLength(19);
    shop.clock.advance(PAYMENT_CHECK_INTERVAL_MS - 1);
    expect(await check(orderId)).toBe('unanswered');
    expect(asked.count).toBe(1);
    shop.clock.advance(1);
    expect(await check(orderId)).toBe('open');
    expect(asked.count).toBe(2);
  });

  test('never about an order without a payment page, nor about one that is decided', async () => {
    const { asked, check } = await withoutWebhooks();
    expect(await check((await createOrder(shop)).orderId)).toBe('open');
    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await check((await createPaidOrder(shop)).orderId)).toBe('decided');
    const { orderId } = await createPayableOrder(shop);
    await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
    expect(await check(orderId)).toBe('decided');
    expect(asked.count).toBe(0);
  });
});

test('without an answer nothing is decided, and a later question finds the payment', async () => {
  const { check } = await withoutWebhooks();
  const { orderId } = await createPayableOrder(shop);
  await pay(orderId);
  await shop.sandbox.control('faults', { api_outage: '503' });
  expect(await check(orderId)).toBe('unanswered');
  expect(await statusOf(shop, orderId)).toBe('pending_payment');
  await shop.sandbox.control('faults', { api_outage: 'off' });
  shop.clock.advance(PAYMENT_CHECK_INTERVAL_MS);
  expect(await check(orderId)).toBe('decided');
  expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
});

test('a session that the payment service does not know decides nothing and is listed for staff', async () => {
  const { orderId, sessionId } = await createPayableOrder(shop);
  await loseSession(shop, orderId);
  expect(await checkPayment(shop.deps, TEST_SHOPPER, orderId)).toBe('unanswered');
  expect(await statusOf(shop, orderId)).toBe('pending_payment');
  const { items } = await listAttention(shop.deps);
  expect(items).toContainEqual(expect.objectContaining({ kind: 'session_missing', orderId }));
  // Known again, as after the right keys have come back.
  await shop.deps.db
    .updateTable('payments')
    .set({ session_id: sessionId })
    .where('order_id', '=', orderId)
    .execute();
});
