import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addMs } from '../platform/clock.ts';
import type { Order, OrderLine } from '../checkout/order.ts';
import { findOrderLines, findOrders } from '../checkout/order-store.ts';
import { CURRENCY_CODES, currencyOf } from '../shared/currencies.ts';
import { toMoney, toStripeAmount } from './stripe-amounts.ts';
import { toOwnSession } from './stripe-mapper.ts';
import { openTestShop, PRICE_CENTS, shippingAddress, type TestShop } from '../testing/test-shop.ts';
import type { PaymentService } from '../platform/payment-service.ts';

/*
 * What every payment service must keep to, whichever it is. The adapter is the one that production
 * runs; here it speaks to the sandbox over HTTP.
 */

let shop: TestShop;
let service: PaymentService;
beforeAll(async () => {
  shop = await openTestShop();
  service = shop.deps.payments;
});
afterAll(() => shop.close());

async function newOrder(): Promise<{ order: Order; lines: OrderLine[] }> {
  const skuId = await shop.newSku({ onHand: 5 });
  const { orderId } = await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 2 }), 'test');
  const order = (await findOrders(shop.deps.db, [orderId])).get(orderId)!;
  return { order, lines: await findOrderLines(shop.deps.db, [orderId]) };
}

const paidState = {
  kind: 'paid',
  paymentIntentId: expect.any(String),
  amountCents: 2 * PRICE_CENTS,
  currency: 'EUR',
};

async function createPaidOrder() {
  const { order, lines } = await newOrder();
  const { sessionId } = await service.openSession(order, lines);
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
  const { state } = await service.readSession(sessionId);
  return { order, sessionId, intent: 'paymentIntentId' in state ? state.paymentIntentId! : '' };
}

test.for(CURRENCY_CODES)(
  'a payment of the least and the most in %s is taken and refunded as the same amount',
  async (currency) => {
    const { minCents, maxCents } = currencyOf(currency);
    for (const totalCents of [minCents, maxCents]) {
      const orderId = randomUUID();
      const named = { skuId: randomUUID(), name: 'Lamp', nameRead: null };
      const line = { ...named, quantity: 1, unitPriceCents: totalCents };
      const email = 'ada@example.com';
      const order = { orderId, email, shippingAddress, currency, totalCents };
      const { sessionId } = await service.openSession(order, [line]);
      await shop.sandbox.control(`sessions/${orderId}/pay`, {});
      const { state } = await service.readSession(sessionId);
      expect(state).toMatchObject({ kind: 'paid', amountCents: totalCents, currency });
      if (state.kind !== 'paid') throw new Error('the session is not paid');
      const { paymentIntentId } = state;
      const refund = { refundId: randomUUID(), orderId, paymentIntentId, currency };
      const made = await service.refund({ ...refund, amountCents: totalCents });
      expect(made).toMatchObject({ amountCents: totalCents, currency });
    }
  },
);

test.for([
  ['ISK', 5, '500'],
  ['UGX', 5, '500'],
  ['JPY', 500, '500'],
  ['HUF', 500_000, '500000'],
  ['KWD', 1230, '1230'],
] as const)('%s %i is %s in Stripe’s smallest unit', ([currency, cents, amount]) => {
  expect(String(toStripeAmount(cents, currency))).toBe(amount);
  expect(toMoney(Number(amount), currency.toLowerCase())).toEqual({ amountCents: cents, currency });
});

test('a session that names no order is skipped before its state is read', () => {
  const subscription = {
    id: 'cs_1',
    mode: 'subscription',
    status: 'complete',
    payment_status: 'paid',
    payment_intent: null,
    amount_total: 900,
    currency: 'eur',
    metadata: {},
    created: 1,
  } as unknown as Stripe.Checkout.Session;
  expect(toOwnSession(subscription)).toBeNull();
});

describe('a payment service', () => {
  test('opens one session for an order, however often it is asked', async () => {
    const { order, lines } = await newOrder();
    const first = await service.openSession(order, lines);
    expect(first).toMatchObject({ url: expect.stringMatching(/^http/), state: { kind: 'open' } });
    expect(await service.openSession(order, lines)).toEqual(first);
  });

  test('ends an open session for good, and says the same when it is asked again', async () => {
    const { order, lines } = await newOrder();
    const { sessionId } = await service.openSession(order, lines);
    expect(await service.endSession(sessionId)).toEqual({ kind: 'expired' });
    expect(await service.endSession(sessionId)).toEqual({ kind: 'expired' });
    expect(await service.readSession(sessionId)).toMatchObject({ url: null });
  });

  test('does not end a session that is paid, and tells what was paid', async () => {
    const { sessionId } = await createPaidOrder();
    expect(await service.endSession(sessionId)).toEqual(paidState);
    expect((await service.readSession(sessionId)).state).toEqual(paidState);
  });

  test.each([
    ['succeeded', paidState],
    ['failed', { kind: 'failed' }],
  ])('tells of a payment under way, and that it %s', async (outcome, state) => {
    const { order, lines } = await newOrder();
    const { sessionId } = await service.openSession(order, lines);
    await shop.sandbox.control(`sessions/${order.orderId}/pay`, { method: 'bank' });
    expect(await service.endSession(sessionId)).toMatchObject({ kind: 'processing' });
    await shop.sandbox.control(`sessions/${order.orderId}/settle`, { outcome });
    expect(await service.endSession(sessionId)).toEqual(state);
  });

  test('gives money back once for one refund id, and never more than was paid', async () => {
    const { order, intent } = await createPaidOrder();
    const refund = {
      refundId: randomUUID(),
      orderId: order.orderId,
      paymentIntentId: intent,
      amountCents: PRICE_CENTS,
      currency: 'EUR',
    };
    const made = await service.refund(refund);
    expect(await service.refund(refund)).toEqual(made);
    const tooMuch = { ...refund, refundId: randomUUID(), amountCents: PRICE_CENTS + 1 };
    await expect(service.refund(tooMuch)).rejects.toMatchObject({ outcome: 'refused' });
    const { items } = await service.listRefunds({ paymentIntentId: intent }, null);
    expect(items).toHaveLength(1);
  });

  test('refuses what does not exist, clearly', async () => {
    const failure = { name: 'PaymentServiceError', outcome: 'missing' };
    await expect(service.readSession('cs_test_missing')).rejects.toMatchObject(failure);
    await expect(service.endSession('cs_test_missing')).rejects.toMatchObject(failure);
  });

  test('lists the sessions of a period', async () => {
    const { sessionId } = await createPaidOrder();
    const now = new Date();
    const period = { from: addMs(now, -60_000), to: addMs(now, 60_000) };
    const { items } = await service.listSessions(period, null);
    expect(items.map((session) => session.sessionId)).toContain(sessionId);
  });
});
