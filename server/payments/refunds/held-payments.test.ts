import { beforeAll, describe, expect, test } from 'vitest';
import { closeOrders } from '../../checkout/close-orders.ts';
import { requestPayment } from '../../checkout/request-payment.ts';
import { sweep } from '../../checkout/sweep.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../../testing/test-shop.ts';
import { findHeldPayments } from '../../checkout/held-payment-store.ts';
import { listAttention } from '../review/list-attention.ts';
import { lookUpPayment } from '../reconciliation/look-up-payment.ts';
import { refundPayment } from './refund-payment.ts';
import { findRefunds } from '../../checkout/refund-store.ts';
import { requestRefund } from './request-refund.ts';
import { resolveHeldPayment } from './resolve-held-payment.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createPaidOrder,
  createPayableOrder,
  statusOf,
  stockOf,
  createStripeClient,
  PAYMENT_WINDOW_MS,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB, TEST_SHOPPER, testStaff } from '../../testing/actors.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

const STAFF = { note: 'wrong amount' };

/** An order on whose own session another amount came than it costs. */
async function createHeldOrder(offset = -1) {
  const order = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { capture_offset: offset });
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await deliverWebhooks(shop);
  return order;
}

async function heldPaymentItems(orderId: string) {
  const { items } = await listAttention(shop.deps);
  return items.filter((item) => item.orderId === orderId && item.kind === 'payment_held');
}

async function close(orderId: string) {
  const reason = 'payment_window_passed';
  return (await closeOrders(shop.deps, TEST_JOB, [orderId], { reason })).get(orderId);
}

/** A session at the service that names the order and was not opened by the shop. */
async function openSession(orderId: string, currency: string, unit_amount: number) {
  return await createStripeClient(shop).checkout.sessions.create({
    mode: 'payment',
    success_url: 'http://localhost/done',
    metadata: { order_id: orderId },
    line_items: [
      { quantity: 1, price_data: { currency, unit_amount, product_data: { name: 'Elsewhere' } } },
    ],
  });
}

async function makeRefunds(orderId: string) {
  for (const { refundId } of await findRefunds(shop.deps.db, [orderId])) {
    await refundPayment(shop.deps, TEST_JOB, { orderId, refundId });
  }
}

describe.each([
  ['too little', -1],
  ['too much', 250],
])('%s money on the order’s own session', (_, offset) => {
  test('is held and shown to staff; the order is not paid', async () => {
    const { orderId, skuId } = await createHeldOrder(offset);
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 1 });
    expect(await heldPaymentItems(orderId)).toMatchObject([
      { amountCents: PRICE_CENTS + offset, currency: 'EUR', reason: 'amount_differs' },
    ]);
    await expect(requestPayment(shop.deps, TEST_SHOPPER, orderId)).rejects.toMatchObject({
      details: { code: 'ORDER_NOT_PAYABLE', status: 'held' },
    });
  });

  test('holds no stock beyond X: the order is cancelled, the money waits on', async () => {
    const { orderId, skuId } = await createHeldOrder(offset);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
    expect(await heldPaymentItems(orderId)).toHaveLength(1);
    expect(await findRefunds(shop.deps.db, [orderId])).toEqual([]);
  });

  test('is refunded by staff once, which closes the order', async () => {
    const { orderId, skuId } = await createHeldOrder(offset);
    const first = await resolveHeldPayment(shop.deps, testStaff(), { orderId, ...STAFF });
    expect(first).toMatchObject({ status: 'cancelled', refundIds: [expect.any(String)] });
    expect(await resolveHeldPayment(shop.deps, testStaff(), { orderId, ...STAFF })).toEqual({
      status: 'cancelled',
      refundIds: [],
    });
    await makeRefunds(orderId);
    expect(await findRefunds(shop.deps.db, [orderId])).toMatchObject([
      { state: 'succeeded', reason: 'held_payment', amountCents: PRICE_CENTS + offset },
    ]);
    expect(await statusOf(shop, orderId)).toBe('cancelled: cancelled_by_staff');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
    expect(await heldPaymentItems(orderId)).toEqual([]);
  });
});

test('another currency on the order’s own session is held', async () => {
  const { orderId, sessionId } = await createPayableOrder(shop);
  const { id } = await openSession(orderId, 'usd', PRICE_CENTS);
  await shop.sandbox.control(`sessions/${sessionId}/expire`, {});
  // The payment is changed by hand here, so that no event of it may be under way.
  await deliverWebhooks(shop);
  await shop.deps.db
    .updateTable('payments')
    .set({ session_id: id, state: 'open' })
    .where('order_id', '=', orderId)
    .execute();
  await shop.sandbox.control(`sessions/${id}/pay`, {});
  await deliverWebhooks(shop);
  expect(await heldPaymentItems(orderId)).toMatchObject([
    { amountCents: PRICE_CENTS, currency: 'USD', reason: 'currency_differs' },
  ]);
  await resolveHeldPayment(shop.deps, testStaff(), { orderId, ...STAFF });
  await makeRefunds(orderId);
  expect(await findRefunds(shop.deps.db, [orderId])).toMatchObject([
    { state: 'succeeded', currency: 'USD', amountCents: PRICE_CENTS },
  ]);
});

test('a held payment found by closing cancels the order at once', async () => {
  const { orderId, skuId } = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { capture_offset: 5, webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  shop.clock.advance(PAYMENT_WINDOW_MS + 60_000);
  expect(await sweep(shop.deps, TEST_JOB, { graceMs: 0 })).toMatchObject({
    ordersUnresolved: 0,
  });
  expect(await statusOf(shop, orderId)).toBe('cancelled: payment_window_passed');
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  expect(await heldPaymentItems(orderId)).toHaveLength(1);
});

test('a held payment refunded at the dashboard leaves the review list', async () => {
  const { orderId } = await createHeldOrder();
  await shop.sandbox.control(`sessions/${orderId}/refund`, {});
  await deliverWebhooks(shop);
  expect(await heldPaymentItems(orderId)).toEqual([]);
  const resolved = await resolveHeldPayment(shop.deps, testStaff(), { orderId, ...STAFF });
  expect(resolved).toEqual({ status: 'cancelled', refundIds: [] });
});

test('held money is not refunded as if it had paid the order, and what fits is not held', async () => {
  const held = await createHeldOrder();
  const request = { orderId: held.orderId, restock: false, ...STAFF };
  await expect(requestRefund(shop.deps, testStaff(), request)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const paid = await createPaidOrder(shop);
  await expect(
    resolveHeldPayment(shop.deps, testStaff(), { orderId: paid.orderId, ...STAFF }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('a payment on another session that names the order', () => {
  async function payElsewhere(orderId: string) {
    const { id } = await openSession(orderId, 'eur', 700);
    await shop.sandbox.control(`sessions/${id}/pay`, {});
    await deliverWebhooks(shop);
    return id;
  }

  test('is held when its event is lost and its session is looked up', async () => {
    const { orderId } = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const sessionId = await payElsewhere(orderId);
    expect(await findHeldPayments(shop.deps.db, [orderId])).toEqual([]);
    await lookUpPayment(shop.deps, TEST_JOB, { orderId, sessionId });
    expect(await findHeldPayments(shop.deps.db, [orderId])).toMatchObject([
      { reason: 'other_session', sessionId, amountCents: 700 },
    ]);
    await resolveHeldPayment(shop.deps, testStaff(), { orderId, ...STAFF });
    await makeRefunds(orderId);
  });

  test('or its end proves nothing while the order’s own session is not known', async () => {
    const { orderId, sessionId } = await createPayableOrder(shop);
    // As when the process died between opening the session and keeping its id.
    await shop.deps.db
      .updateTable('payments')
      .set({ state: 'requested', session_id: null, session_url: null })
      .where('order_id', '=', orderId)
      .execute();
    const elsewhere = await openSession(orderId, 'eur', 700);
    await shop.sandbox.control(`sessions/${elsewhere.id}/expire`, {});
    await deliverWebhooks(shop);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    const { session } = await shop.sandbox.control(`sessions/${sessionId}`);
    expect(session).toMatchObject({ status: 'expired' });
  });

  test('is held; the order continues with its own session', async () => {
    const { orderId, skuId, sessionId } = await createPayableOrder(shop);
    const elsewhere = await payElsewhere(orderId);
    expect(elsewhere).not.toBe(sessionId);
    expect(await findHeldPayments(shop.deps.db, [orderId])).toMatchObject([
      { reason: 'other_session', sessionId: elsewhere, amountCents: 700 },
    ]);
    await shop.sandbox.control(`sessions/${sessionId}/pay`, {});
    await deliverWebhooks(shop);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 9, locked: 0 });

    const resolved = await resolveHeldPayment(shop.deps, testStaff(), { orderId, ...STAFF });
    expect(resolved.status).toBe('paid');
    await makeRefunds(orderId);
    expect(await findRefunds(shop.deps.db, [orderId])).toMatchObject([
      { amountCents: 700, reason: 'held_payment', state: 'succeeded' },
    ]);
  });

  test('does not keep an unpaid order from being closed by the end of its own session', async () => {
    const { orderId, skuId, sessionId } = await createPayableOrder(shop);
    await payElsewhere(orderId);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    const { session } = await shop.sandbox.control(`sessions/${sessionId}`);
    expect(session).toMatchObject({ status: 'expired' });
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
    expect(await heldPaymentItems(orderId)).toHaveLength(1);
  });
});
