import { beforeAll, describe, expect, test } from 'vitest';
import { cancelOrder } from '../../checkout/cancel-order.ts';
import { closeOrders } from '../../checkout/close-orders.ts';
import { findOrders } from '../../checkout/order-store.ts';
import { requestPayment } from '../../checkout/request-payment.ts';
import { recoverStock } from '../../checkout/recover-stock.ts';
import { sweep } from '../../checkout/sweep.ts';
import { openTestShop, type TestShop } from '../../testing/test-shop.ts';
import { listAttention } from '../review/list-attention.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createPayableOrder,
  statusOf,
  stockOf,
  PAYMENT_WINDOW_MS,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB, TEST_SHOPPER } from '../../testing/actors.ts';

const DAY_MS = 24 * 60 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ PROCESSING_ALARM: '7d' });
});
registerInvariantChecks(() => shop);

/** An order that is being paid by bank transfer. */
async function processingOrder() {
  const order = await createPayableOrder(shop, 2);
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, { method: 'bank' });
  await deliverWebhooks(shop);
  return order;
}

const settleBankPayment = (orderId: string, outcome: 'succeeded' | 'failed') =>
  shop.sandbox.control(`sessions/${orderId}/settle`, { outcome });

async function close(orderId: string) {
  const reason = 'payment_window_passed';
  return (await closeOrders(shop.deps, TEST_JOB, [orderId], { reason })).get(orderId);
}

async function attentionItems(orderId: string) {
  const { items } = await listAttention(shop.deps);
  return items.filter((item) => item.orderId === orderId);
}

describe('a payment under way', () => {
  test('holds its stock past X, X+N and sweeps, and moves no deadline', async () => {
    const { orderId, skuId } = await processingOrder();
    const before = (await findOrders(shop.deps.db, [orderId])).get(orderId)!;
    shop.clock.advance(PAYMENT_WINDOW_MS);
    expect(await close(orderId)).toBe('processing');
    shop.clock.advance(DAY_MS);
    expect((await recoverStock(shop.deps, TEST_JOB, [orderId])).get(orderId)).toBe('processing');
    await sweep(shop.deps, TEST_JOB);
    const after = (await findOrders(shop.deps.db, [orderId])).get(orderId)!;
    expect([after.payBy, after.recoverAt]).toEqual([before.payBy, before.recoverAt]);
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 2 });
    await settleBankPayment(orderId, 'failed');
  });

  test('cannot be cancelled nor paid again', async () => {
    const { orderId } = await processingOrder();
    expect(await cancelOrder(shop.deps, TEST_SHOPPER, orderId)).toEqual({
      status: 'pending_payment',
    });
    await expect(requestPayment(shop.deps, TEST_SHOPPER, orderId)).rejects.toMatchObject({
      details: { code: 'ORDER_NOT_PAYABLE', status: 'processing' },
      message: expect.stringContaining('do not pay again'),
    });
    await settleBankPayment(orderId, 'succeeded');
  });

  test.each([
    ['succeeds', 'succeeded', 'paid: payment_received', 8],
    ['fails', 'failed', 'cancelled: payment_failed', 10],
  ] as const)('that %s days later is reported by an event', async (_, outcome, status, onHand) => {
    const { orderId, skuId } = await processingOrder();
    shop.clock.advance(4 * DAY_MS);
    await settleBankPayment(orderId, outcome);
    await deliverWebhooks(shop);
    expect(await statusOf(shop, orderId)).toBe(status);
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: onHand, locked: 0 });
  });

  test.each([
    ['succeeds', 'succeeded', 'paid: payment_found', 8],
    ['fails', 'failed', 'cancelled: payment_failed', 10],
  ] as const)('that %s unheard is found by asking', async (_, outcome, status, onHand) => {
    const { orderId, skuId } = await processingOrder();
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    await settleBankPayment(orderId, outcome);
    shop.clock.advance(4 * DAY_MS);
    await sweep(shop.deps, TEST_JOB);
    expect(await statusOf(shop, orderId)).toBe(status);
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: onHand, locked: 0 });
  });

  test('is shown to staff from the alarm on, to the moment, and keeps its stock', async () => {
    const { orderId, skuId } = await processingOrder();
    shop.clock.advance(7 * DAY_MS - 1);
    expect(await attentionItems(orderId)).toEqual([]);
    shop.clock.advance(1);
    expect(await attentionItems(orderId)).toMatchObject([{ kind: 'payment_processing' }]);
    await sweep(shop.deps, TEST_JOB);
    expect(await attentionItems(orderId)).toHaveLength(1);
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 2 });
    await settleBankPayment(orderId, 'succeeded');
    await deliverWebhooks(shop);
    expect(await attentionItems(orderId)).toEqual([]);
  });

  test('reported out of order ends in its last state', async () => {
    const order = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${order.orderId}/pay`, { method: 'bank' });
    await settleBankPayment(order.orderId, 'succeeded');
    const { deliveries } = (await shop.sandbox.control(
      `deliveries?session=${order.sessionId}`,
    )) as { deliveries: { id: string; event_type: string }[] };
    const types = deliveries.map(({ event_type }) => event_type);
    expect(types.toSorted()).toEqual([
      'checkout.session.async_payment_succeeded',
      'checkout.session.completed',
    ]);
    const last = deliveries.find(({ event_type }) => event_type.endsWith('succeeded'))!;
    for (const { id } of [last, ...deliveries]) {
      await shop.sandbox.control(`deliveries/${id}/deliver`, {});
    }
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_received');
    expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 9, locked: 0 });
  });
});
