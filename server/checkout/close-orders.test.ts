import { beforeAll, describe, expect, test } from 'vitest';
import { registerInvariantChecks } from '../testing/payment-scenarios.ts';
import { audit } from '../invariants/audit.ts';
import { recoverStock } from './recover-stock.ts';
import { sweep } from './sweep.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { cancelOrder } from './cancel-order.ts';
import { closeOrders } from './close-orders.ts';
import { findOrders } from './order-store.ts';
import { requestPayment } from './request-payment.ts';
import { TEST_JOB, TEST_SHOPPER } from '../testing/actors.ts';

const WINDOW_MS = 15 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

/** An order of two units of a SKU of ten, with its payment page open or never asked for. */
async function newOrder(options: { paying: boolean }) {
  const skuId = await shop.newSku({ onHand: 10 });
  const { orderId } = await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 2 }), 'test');
  if (options.paying) await requestPayment(shop.deps, TEST_SHOPPER, orderId);
  return { skuId, orderId };
}

const pay = (orderId: string) => shop.sandbox.control(`sessions/${orderId}/pay`, {});

async function close(orderId: string) {
  const outcomes = await closeOrders(shop.deps, TEST_JOB, [orderId], {
    reason: 'payment_window_passed',
  });
  return outcomes.get(orderId);
}

async function orderOf(orderId: string) {
  const { status, statusReason } = (await findOrders(shop.deps.db, [orderId])).get(orderId)!;
  return `${status}: ${statusReason}`;
}

async function stockOf(skuId: string) {
  return await shop.deps.db
    .selectFrom('stock')
    .select(['on_hand', 'locked'])
    .where('sku_id', '=', skuId)
    .executeTakeFirstOrThrow();
}

describe('closing at X', () => {
  test('just before X nothing happens; at X an order nobody tried to pay is cancelled', async () => {
    const { orderId, skuId } = await newOrder({ paying: false });
    shop.clock.advance(WINDOW_MS - 1);
    expect(await close(orderId)).toBe('not_due');
    shop.clock.advance(1);
    expect(await close(orderId)).toBe('cancelled');
    expect(await orderOf(orderId)).toBe('cancelled: payment_window_passed');
    expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 0 });
    expect(await close(orderId)).toBe('cancelled');
  });

  test('ends the open payment page first, so that it cannot be paid any more', async () => {
    const { orderId, skuId } = await newOrder({ paying: true });
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    await expect(pay(orderId)).rejects.toThrow(/expired/);
    expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('finds a payment whose webhook was lost, and the order is paid', async () => {
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const { orderId, skuId } = await newOrder({ paying: true });
    await pay(orderId);
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('paid');
    expect(await orderOf(orderId)).toBe('paid: payment_found');
    expect(await stockOf(skuId)).toEqual({ on_hand: 8, locked: 0 });
  });

  test.each([
    ['refuses every call', { api_outage: '503' }],
    ['drops every connection', { api_outage: 'drop' }],
    ['answers nonsense', { api_garbage: 'all' }],
  ])('leaves order and lock alone while the payment service %s', async (_, faults) => {
    const { orderId, skuId } = await newOrder({ paying: true });
    shop.clock.advance(WINDOW_MS);
    await shop.sandbox.control('faults', faults);
    expect(await close(orderId)).toBe('unresolved');
    expect(await orderOf(orderId)).toBe('pending_payment: null');
    expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 2 });

    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await close(orderId)).toBe('cancelled');
  });

  test('ends the session of a payment request that died before it could store it', async () => {
    const { orderId } = await newOrder({ paying: true });
    await shop.deps.db
      .updateTable('payments')
      .set({ state: 'requested', session_id: null, session_url: null })
      .where('order_id', '=', orderId)
      .execute();
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    await expect(pay(orderId)).rejects.toThrow(/expired/);
  });

  test('waits for a payment under way, and takes it when it succeeds', async () => {
    const { orderId, skuId } = await newOrder({ paying: true });
    await shop.sandbox.control(`sessions/${orderId}/pay`, { method: 'bank' });
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('processing');
    expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 2 });
    await shop.sandbox.control(`sessions/${orderId}/settle`, { outcome: 'succeeded' });
    expect(await close(orderId)).toBe('paid');
    expect(await stockOf(skuId)).toEqual({ on_hand: 8, locked: 0 });
  });

  test('cancels when the payment under way fails', async () => {
    const { orderId } = await newOrder({ paying: true });
    await shop.sandbox.control(`sessions/${orderId}/pay`, { method: 'bank' });
    await shop.sandbox.control(`sessions/${orderId}/settle`, { outcome: 'failed' });
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    expect(await orderOf(orderId)).toBe('cancelled: payment_failed');
  });

  test('a payment against a close, at the same moment: one of them wins, both agree', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, () => newOrder({ paying: true })));
    shop.clock.advance(WINDOW_MS);
    await Promise.all(
      orders.flatMap(({ orderId }, n) => {
        const paying = () => pay(orderId).catch(() => null);
        const closing = () => close(orderId);
        return n % 2 ? [paying(), closing()] : [closing(), paying()];
      }),
    );
    for (const { orderId, skuId } of orders) {
      const { status } = (await findOrders(shop.deps.db, [orderId])).get(orderId)!;
      const session = await shop.sandbox.control(`sessions/${orderId}`);
      const paid = JSON.stringify(session).includes('"payment_status":"paid"');
      expect(status).toBe(paid ? 'paid' : 'cancelled');
      expect(await stockOf(skuId)).toEqual({ on_hand: paid ? 8 : 10, locked: 0 });
    }
  });

  test('a payment requested at the same moment is never left open for a cancelled order', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, () => newOrder({ paying: false })));
    await Promise.all(
      orders.flatMap(({ orderId }) => [
        requestPayment(shop.deps, TEST_SHOPPER, orderId).catch(() => null),
        cancelOrder(shop.deps, TEST_SHOPPER, orderId).catch(() => null),
      ]),
    );
    const found = await findOrders(
      shop.deps.db,
      orders.map(({ orderId }) => orderId),
    );
    const cancelled = [...found.values()].filter(({ status }) => status === 'cancelled');
    const paid = await Promise.allSettled(cancelled.map(({ orderId }) => pay(orderId)));
    expect(new Set(paid.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });
});

describe('cancelling by the shopper', () => {
  test('ends the payment, releases the stock and says who cancelled', async () => {
    const { orderId, skuId } = await newOrder({ paying: true });
    expect(await cancelOrder(shop.deps, TEST_SHOPPER, orderId)).toEqual({ status: 'cancelled' });
    expect(await orderOf(orderId)).toBe('cancelled: cancelled_by_shopper');
    expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 0 });
    await expect(requestPayment(shop.deps, TEST_SHOPPER, orderId)).rejects.toMatchObject({
      code: 'ORDER_NOT_PAYABLE',
    });
  });

  test('does not cancel what is paid already', async () => {
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const { orderId } = await newOrder({ paying: true });
    await pay(orderId);
    const answer = await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
    expect(answer).toEqual({ status: 'paid' });
  });
});

describe('recovering stock at X+N', () => {
  test('closes an order that its close job missed, and releases its lock', async () => {
    const { orderId, skuId } = await newOrder({ paying: true });
    shop.clock.advance(WINDOW_MS + 5 * 60_000);
    expect((await recoverStock(shop.deps, TEST_JOB, [orderId])).get(orderId)).toBe('released');
    expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 0 });
    expect((await recoverStock(shop.deps, TEST_JOB, [orderId])).get(orderId)).toBe(
      'already_settled',
    );
  });

  test.each([
    ['paid', 'consumed', 8],
    ['cancelled', 'released', 10],
  ] as const)('a lock left by a %s order is %s', async (status, outcome, onHand) => {
    const { orderId, skuId } = await newOrder({ paying: true });
    if (status === 'paid') {
      await shop.sandbox.control('faults', { webhook_drop: 'all' });
      await pay(orderId);
    }
    await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
    await leaveLockActive(orderId, skuId, status);
    expect((await audit(shop.deps.db)).violations).toEqual([]);
    expect((await recoverStock(shop.deps, TEST_JOB, [orderId])).get(orderId)).toBe(outcome);
    expect(await stockOf(skuId)).toEqual({ on_hand: onHand, locked: 0 });
  });

  test('a sweep and a job at the same moment settle a lock once', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => newOrder({ paying: false })));
    shop.clock.advance(WINDOW_MS + 10 * 60_000);
    const ids = orders.map(({ orderId }) => orderId);
    await Promise.all([
      sweep(shop.deps, TEST_JOB),
      recoverStock(shop.deps, TEST_JOB, ids),
      closeOrders(shop.deps, TEST_JOB, ids, { reason: 'payment_window_passed' }),
      recoverStock(shop.deps, TEST_JOB, ids.toReversed()),
    ]);
    for (const { skuId } of orders) {
      expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 0 });
    }
  });
});

describe('sweeping', () => {
  test('finds the orders, locks and refunds that every job missed, and records the run', async () => {
    await sweep(shop.deps, TEST_JOB, { graceMs: 0 });
    const unpaid = await newOrder({ paying: true });
    const paid = await newOrder({ paying: true });
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    await pay(paid.orderId);
    const left = await newOrder({ paying: false });
    await cancelOrder(shop.deps, TEST_SHOPPER, left.orderId);
    await leaveLockActive(left.orderId, left.skuId, 'cancelled');

    shop.clock.advance(WINDOW_MS + 5 * 60_000 + 59_000);
    const early = await sweep(shop.deps, TEST_JOB, { graceMs: WINDOW_MS });
    expect(early).toMatchObject({ ordersFound: 0, locksFound: 0 });

    const run = await sweep(shop.deps, TEST_JOB, { graceMs: 0 });
    expect(run).toMatchObject({
      ordersFound: 2,
      ordersPaid: 1,
      ordersCancelled: 1,
      ordersUnresolved: 0,
      locksFound: 1,
      locksReleased: 1,
      error: null,
    });
    expect(await stockOf(unpaid.skuId)).toEqual({ on_hand: 10, locked: 0 });
    expect(await stockOf(paid.skuId)).toEqual({ on_hand: 8, locked: 0 });
    expect(await sweep(shop.deps, TEST_JOB, { graceMs: 0 })).toMatchObject({
      ordersFound: 0,
      locksFound: 0,
    });
  });

  test('an order that cannot be ended now is left as it is, tried once a run, and does not stop the rest', async () => {
    const stuck = await newOrder({ paying: true });
    const free = await newOrder({ paying: false });
    shop.clock.advance(WINDOW_MS + 60_000);
    await shop.sandbox.control('faults', { api_outage: '503' });
    const run = await sweep(shop.deps, TEST_JOB);
    expect(run).toMatchObject({ ordersUnresolved: 1, ordersCancelled: 1, error: null });
    expect(await orderOf(stuck.orderId)).toBe('pending_payment: null');
    expect(await orderOf(free.orderId)).toBe('cancelled: payment_window_passed');
    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await sweep(shop.deps, TEST_JOB)).toMatchObject({ ordersCancelled: 1 });
  });
});

/** Rows as a process leaves them that settled the order and died before its lock, were that possible. */
async function leaveLockActive(orderId: string, skuId: string, status: 'paid' | 'cancelled') {
  const { db } = shop.deps;
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('stock_locks').where('order_id', '=', orderId).execute();
    const stock = await trx
      .selectFrom('stock')
      .selectAll()
      .where('sku_id', '=', skuId)
      .executeTakeFirstOrThrow();
    await trx
      .updateTable('stock')
      .set({ locked: 2, on_hand: 10 })
      .where('sku_id', '=', skuId)
      .execute();
    const order = await trx
      .selectFrom('orders')
      .select(['recover_at', 'status'])
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    expect(order.status).toBe(status);
    await trx
      .insertInto('stock_locks')
      .values({
        order_id: orderId,
        sku_id: skuId,
        location_id: stock.location_id,
        quantity: 2,
        state: 'active',
        recover_at: order.recover_at,
      })
      .execute();
  });
}
