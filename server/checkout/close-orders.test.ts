import { sql } from 'kysely';
import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createOrder,
  createPayableOrder,
  registerInvariantChecks,
  statusOf,
  stockOf,
} from '../testing/payment-scenarios.ts';
import { findActionsOfOrder } from '../audit-trail/staff-action-store.ts';
import type { Deps } from '../platform/deps.ts';
import { PaymentServiceError } from '../platform/payment-service.ts';
import { countRoundTrips } from '../testing/count-round-trips.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { cancelOrder } from './cancel-order.ts';
import { closeOrders } from './close-orders.ts';
import { findOrders } from './order-store.ts';
import { findPayments } from './payment-store.ts';
import { placeOrders } from './place-orders.ts';
import { requestPayment } from './request-payment.ts';
import { TEST_JOB, TEST_SHOPPER, testStaff } from '../testing/actors.ts';

const WINDOW_MS = 15 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

/** An order of two units of a SKU of ten, with an open session or without a request to pay. */
const newOrder = ({ paying }: { paying: boolean }) =>
  paying ? createPayableOrder(shop, 2) : createOrder(shop, 2);

const pay = (orderId: string) => shop.sandbox.control(`sessions/${orderId}/pay`, {});

async function close(orderId: string, deps = shop.deps) {
  return (await closeAll([orderId], deps)).get(orderId);
}

async function closeAll(orderIds: string[], deps = shop.deps) {
  return await closeOrders(deps, TEST_JOB, orderIds, { reason: 'payment_window_passed' });
}

/** Dependencies with some calls of the payment service replaced. */
function withPayments(calls: Partial<Deps['payments']>): Deps {
  return { ...shop.deps, payments: { ...shop.deps.payments, ...calls } };
}

const paymentOf = async (orderId: string) =>
  (await findPayments(shop.deps.db, [orderId])).get(orderId);

async function staffOutcomesOf(orderId: string) {
  return (await findActionsOfOrder(shop.deps.db, orderId)).map(({ outcome }) => outcome);
}

describe('closing at X', () => {
  test('just before X nothing happens; at X an order nobody tried to pay is cancelled', async () => {
    const { orderId, skuId } = await newOrder({ paying: false });
    shop.clock.advance(WINDOW_MS - 1);
    expect(await close(orderId)).toBe('not_due');
    shop.clock.advance(1);
    expect(await close(orderId)).toBe('cancelled');
    expect(await statusOf(shop, orderId)).toBe('cancelled: payment_window_passed');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
    expect(await close(orderId)).toBe('cancelled');
  });

  test('ends the open payment page first, so that it cannot be paid any more', async () => {
    const { orderId, skuId } = await newOrder({ paying: true });
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    await expect(pay(orderId)).rejects.toThrow(/expired/);
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('finds a payment whose webhook was lost, and the order is paid', async () => {
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const { orderId, skuId } = await newOrder({ paying: true });
    await pay(orderId);
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('paid');
    expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 8, locked: 0 });
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
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 2 });

    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await close(orderId)).toBe('cancelled');
  });

  test('reads order and payment, and begins no transaction, when it gets no answer', async () => {
    const { orderId } = await newOrder({ paying: true });
    shop.clock.advance(WINDOW_MS);
    const deps = withPayments({
      endSession: () => Promise.reject(new PaymentServiceError('no answer')),
    });
    expect(await countRoundTrips(() => close(orderId, deps))).toBe(2);
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
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 2 });
    await shop.sandbox.control(`sessions/${orderId}/settle`, { outcome: 'succeeded' });
    expect(await close(orderId)).toBe('paid');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 8, locked: 0 });
  });

  test('cancels when the payment under way fails', async () => {
    const { orderId } = await newOrder({ paying: true });
    await shop.sandbox.control(`sessions/${orderId}/pay`, { method: 'bank' });
    await shop.sandbox.control(`sessions/${orderId}/settle`, { outcome: 'failed' });
    shop.clock.advance(WINDOW_MS);
    expect(await close(orderId)).toBe('cancelled');
    expect(await statusOf(shop, orderId)).toBe('cancelled: payment_failed');
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
      expect(await stockOf(shop, skuId)).toEqual({ on_hand: paid ? 8 : 10, locked: 0 });
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

describe('closing when no session was stored', () => {
  /** An order whose payment request got no answer from the payment service. */
  async function newAttempt() {
    const order = await newOrder({ paying: false });
    const deps = withPayments({
      openSession: () => Promise.reject(new PaymentServiceError('lost')),
    });
    await expect(requestPayment(deps, TEST_SHOPPER, order.orderId)).rejects.toThrow('not answer');
    shop.clock.advance(WINDOW_MS);
    return order;
  }

  test('cancels when the payment service refuses to open one: then there is none to pay', async () => {
    const { orderId, skuId } = await newAttempt();
    const refused = new PaymentServiceError('refused', { outcome: 'refused' });
    const deps = withPayments({ openSession: () => Promise.reject(refused) });
    expect(await close(orderId, deps)).toBe('cancelled');
    expect(await statusOf(shop, orderId)).toBe('cancelled: payment_window_passed');
    expect(await paymentOf(orderId)).toMatchObject({ state: 'failed', sessionId: null });
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test.each([
    ['the payment service gives no clear answer', new PaymentServiceError('lost')],
    ['the call was not sent', new PaymentServiceError('busy', { outcome: 'not_sent' })],
    ['it fails in any other way', new TypeError('a defect')],
  ])('leaves order and lock alone when %s', async (_, error) => {
    const { orderId, skuId } = await newAttempt();
    const deps = withPayments({ openSession: () => Promise.reject(error) });
    expect(await close(orderId, deps)).toBe('unresolved');
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
    expect(await paymentOf(orderId)).toMatchObject({ state: 'requested' });
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 2 });
  });

  test('stores the session that it opens, and expires that one', async () => {
    const { orderId } = await newAttempt();
    const ended: string[] = [];
    const deps = withPayments({
      endSession(sessionId) {
        ended.push(sessionId);
        return shop.deps.payments.endSession(sessionId);
      },
    });
    expect(await close(orderId, deps)).toBe('cancelled');
    const payment = await paymentOf(orderId);
    expect(payment).toMatchObject({ state: 'expired', sessionId: ended[0] });
    expect(ended).toHaveLength(1);
  });
});

describe('closing a batch', () => {
  test('leaves out an order whose payment is requested while others are ended', async () => {
    const paying = await newOrder({ paying: true });
    const requested = await newOrder({ paying: false });
    const deps = withPayments({
      async endSession(sessionId) {
        await requestPayment(shop.deps, TEST_SHOPPER, requested.orderId);
        shop.clock.advance(WINDOW_MS);
        return await shop.deps.payments.endSession(sessionId);
      },
    });
    const ids = [paying.orderId, requested.orderId];
    const reason = 'cancelled_by_staff';
    const outcomes = await closeOrders(deps, TEST_JOB, ids, { reason });
    expect([...outcomes.values()].toSorted()).toEqual(['cancelled', 'unresolved']);
    expect(await statusOf(shop, requested.orderId)).toBe('pending_payment');
    expect(await stockOf(shop, requested.skuId)).toEqual({ on_hand: 10, locked: 2 });
    expect(await close(requested.orderId)).toBe('cancelled');
  });

  test('keeps the status and reason of an order that is cancelled while others are ended', async () => {
    const paying = await newOrder({ paying: true });
    const cancelled = await newOrder({ paying: false });
    shop.clock.advance(WINDOW_MS);
    const deps = withPayments({
      async endSession(sessionId) {
        await cancelOrder(shop.deps, TEST_SHOPPER, cancelled.orderId);
        return await shop.deps.payments.endSession(sessionId);
      },
    });
    const outcomes = await closeAll([paying.orderId, cancelled.orderId], deps);
    expect(outcomes.get(cancelled.orderId)).toBe('cancelled');
    expect(await statusOf(shop, cancelled.orderId)).toBe('cancelled: cancelled_by_shopper');
    expect(await statusOf(shop, paying.orderId)).toBe('cancelled: payment_window_passed');
    expect(await stockOf(shop, cancelled.skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('gives each order its own outcome, and unknown ids too', async () => {
    const unanswered = await newOrder({ paying: true });
    const unpaid = await newOrder({ paying: false });
    shop.clock.advance(WINDOW_MS);
    const notDue = await newOrder({ paying: false });
    const unknown = v7();
    const deps = withPayments({ endSession: () => Promise.resolve({ kind: 'open' }) });
    const ids = [unanswered, unpaid, notDue].map(({ orderId }) => orderId);
    expect(await closeAll([...ids, unknown], deps)).toEqual(
      new Map([
        [unanswered.orderId, 'unresolved'],
        [unpaid.orderId, 'cancelled'],
        [notDue.orderId, 'not_due'],
        [unknown, 'unknown'],
      ]),
    );
    expect(await statusOf(shop, unanswered.orderId)).toBe('pending_payment');
    expect(await statusOf(shop, notDue.orderId)).toBe('pending_payment');
  });

  test('of 101 orders takes two transactions, so that shoppers do not wait for a long one', async () => {
    const skuId = await shop.newSku({ onHand: 101 });
    const commands = Array.from({ length: 101 }, () => shop.buildOrder({ [skuId]: 1 }));
    await placeOrders(shop.deps, commands);
    shop.clock.advance(WINDOW_MS);
    const ids = commands.map(({ orderId }) => orderId);
    const outcomes = await closeAll(ids);
    expect([...outcomes.keys()]).toEqual(ids);
    expect(new Set(outcomes.values())).toEqual(new Set(['cancelled']));
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 101, locked: 0 });
    // The transaction that wrote a row names it.
    const { rows } = await sql<{ orders: number }>`
      select count(*)::int as orders from orders join order_lines using (order_id)
      where sku_id = ${skuId} group by orders.xmin order by orders desc
    `.execute(shop.deps.db);
    expect(rows).toEqual([{ orders: 100 }, { orders: 1 }]);
  });

  test('reports once how many orders got no answer, and nothing when all did', async () => {
    const orders = [await newOrder({ paying: true }), await newOrder({ paying: true })];
    const ids = orders.map(({ orderId }) => orderId);
    shop.clock.advance(WINDOW_MS);
    const warnings: unknown[] = [];
    const log = Object.assign(Object.create(shop.deps.log) as Deps['log'], {
      warn: (fields: unknown) => warnings.push(fields),
    });
    const error = new PaymentServiceError('lost');
    const failing = withPayments({ endSession: () => Promise.reject(error) });
    await closeAll(ids, { ...failing, log });
    expect(warnings).toEqual([{ err: error, orderCount: 2 }]);
    await closeAll(ids, { ...shop.deps, log });
    expect(warnings).toHaveLength(1);
  });
});

describe('closing for staff', () => {
  const closeFor = (orderId: string, deps = shop.deps) =>
    closeOrders(deps, testStaff('staff@shop.example', { input: { orderId } }), [orderId], {
      reason: 'cancelled_by_staff',
    });

  test('records the cancellation in its transaction', async () => {
    const { orderId } = await newOrder({ paying: false });
    await closeFor(orderId);
    expect(await staffOutcomesOf(orderId)).toEqual(['cancelled']);
  });

  test('records that the order turned out to be paid', async () => {
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const { orderId } = await newOrder({ paying: true });
    await pay(orderId);
    await closeFor(orderId);
    expect(await staffOutcomesOf(orderId)).toEqual(['paid']);
  });

  test('leaves the outcome open while the order is still pending', async () => {
    const { orderId } = await newOrder({ paying: true });
    await closeFor(orderId, withPayments({ endSession: () => Promise.resolve({ kind: 'open' }) }));
    expect(await staffOutcomesOf(orderId)).toEqual([null]);
  });
});
