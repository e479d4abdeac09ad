import { sql } from 'kysely';
import Stripe from 'stripe';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cancelOrder } from '../orders/cancel-order.ts';
import { findOrders } from '../orders/order-store.ts';
import { requestPayment } from '../orders/request-payment.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../test-shop.ts';
import type { PaymentFact } from './payment.ts';
import { recordPayments } from './record-payments.ts';
import { refundPayment } from './refund-payment.ts';
import { findRefunds } from './refund-store.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await shop.expectSound();
});
afterAll(() => shop.close());

async function payableOrder() {
  const skuId = await shop.newSku({ onHand: 10 });
  const { orderId } = await shop.shop.placeOrder(shop.orderOf({ [skuId]: 1 }), 'test');
  const { url } = await requestPayment(shop.deps, orderId);
  const { session_id } = await shop.deps.db
    .selectFrom('payments')
    .select('session_id')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return { skuId, orderId, url, sessionId: session_id! };
}

type Order = Awaited<ReturnType<typeof payableOrder>>;

function paidFact(order: Order, changes: Partial<PaymentFact> & { amountCents?: number } = {}) {
  const { amountCents = PRICE_CENTS, ...rest } = changes;
  const fact: PaymentFact = {
    orderId: order.orderId,
    sessionId: order.sessionId,
    state: { kind: 'paid', paymentIntentId: 'pi_1', amountCents, currency: 'EUR' },
    event: { eventId: `evt_${v7()}`, kind: 'checkout.session.completed', occurredAt: new Date() },
    ...rest,
  };
  return fact;
}

async function statusOf({ orderId }: Order) {
  return (await findOrders(shop.deps.db, [orderId])).get(orderId)!.status;
}

async function onHandOf({ skuId }: Order) {
  const stock = await shop.deps.db
    .selectFrom('stock')
    .select(['on_hand', 'locked'])
    .where('sku_id', '=', skuId)
    .executeTakeFirstOrThrow();
  return stock;
}

/** Delivers what the sandbox has to tell, at once. */
const deliver = () => shop.sandbox.control('deliveries/deliver', {});

describe('a webhook of the payment service', () => {
  test('marks the order paid, reduces the stock and leaves no lock', async () => {
    const order = await payableOrder();
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
    await deliver();
    expect(await statusOf(order)).toBe('paid');
    expect(await onHandOf(order)).toEqual({ on_hand: 9, locked: 0 });
  });

  test('delivered ten times at once counts once', async () => {
    const order = await payableOrder();
    const fact = paidFact(order);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 2
          ? shop.shop.recordPayment(fact)
          : recordPayments(shop.deps, [fact]).then(([outcome]) => outcome),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'order_paid')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'seen_before')).toHaveLength(9);
    expect(await onHandOf(order)).toEqual({ on_hand: 9, locked: 0 });
    const { rows } =
      await sql`select 1 from payment_events where order_id = ${order.orderId}`.execute(
        shop.deps.db,
      );
    expect(rows).toHaveLength(1);
  });

  test('told by two events and in the wrong order pays the order once', async () => {
    const order = await payableOrder();
    const processing = paidFact(order, { state: { kind: 'processing', paymentIntentId: 'pi_1' } });
    const expired = paidFact(order, { state: { kind: 'expired' } });
    const outcomes = await recordPayments(shop.deps, [
      paidFact(order),
      processing,
      paidFact(order),
      expired,
    ]);
    expect(outcomes).toEqual(['order_paid', 'nothing_new', 'nothing_new', 'nothing_new']);
    expect(await statusOf(order)).toBe('paid');
  });

  test.each([
    ['a forged signature', { signature: 'bad' }],
    ['a stale signature', { signature: 'stale' }],
    ['no signature', { signature: 'missing' }],
    ['a body that is no JSON', { signature: 'bad', body: 'not json' }],
  ])('with %s is refused and changes nothing', async (_, options) => {
    const order = await payableOrder();
    const posted = await shop.sandbox.control('events', {
      type: 'checkout.session.completed',
      session: order.sessionId,
      object: { status: 'complete', payment_status: 'paid' },
      ...options,
    });
    expect(posted).toMatchObject({ status: 400 });
    expect(await statusOf(order)).toBe('pending_payment');
  });

  test('for an order that is not ours is kept in the inbox and changes nothing', async () => {
    const order = await payableOrder();
    const foreign = paidFact(order, { orderId: v7() });
    expect(await recordPayments(shop.deps, [foreign])).toEqual(['unknown_order']);
    expect(await statusOf(order)).toBe('pending_payment');
  });

  test('over another amount, currency or session is held for staff', async () => {
    const [amount, currency, session] = await Promise.all([1, 2, 3].map(() => payableOrder()));
    const dollars = {
      kind: 'paid',
      paymentIntentId: 'pi_1',
      amountCents: 1000,
      currency: 'USD',
    } as const;
    const outcomes = await recordPayments(shop.deps, [
      paidFact(amount!, { amountCents: PRICE_CENTS - 1 }),
      paidFact(currency!, { state: dollars }),
      paidFact(session!, { sessionId: 'cs_other' }),
    ]);
    expect(outcomes).toEqual(['held_for_staff', 'held_for_staff', 'held_for_staff']);
    expect(await statusOf(amount!)).toBe('pending_payment');
    expect(await onHandOf(amount!)).toEqual({ on_hand: 10, locked: 1 });
  });
});

describe('money that comes after the cancellation', () => {
  test('is given back, once, however often it is told', async () => {
    const order = await payableOrder();
    await cancelOrder(shop.deps, order.orderId, 'cancelled_by_shopper');
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${order.orderId}/pay-after-expiry`, {});
    await deliver();
    const [refund, ...others] = await findRefunds(shop.deps.db, [order.orderId]);
    expect(others).toEqual([]);
    expect(refund).toMatchObject({
      state: 'requested',
      reason: 'late_payment',
      amountCents: PRICE_CENTS,
    });

    expect(await recordPayments(shop.deps, [paidFact(order)])).toEqual(['nothing_new']);
    expect(await findRefunds(shop.deps.db, [order.orderId])).toHaveLength(1);

    await refundPayment(shop.deps, refund!);
    await refundPayment(shop.deps, refund!);
    expect((await findRefunds(shop.deps.db, [order.orderId]))[0]).toMatchObject({
      state: 'succeeded',
    });
    expect(await statusOf(order)).toBe('cancelled');
    expect(await onHandOf(order)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('stays visible as a refund to be made while the payment service refuses it', async () => {
    const order = await payableOrder();
    await cancelOrder(shop.deps, order.orderId, 'cancelled_by_shopper');
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${order.orderId}/pay-after-expiry`, {});
    await deliver();
    const [refund] = await findRefunds(shop.deps.db, [order.orderId]);
    await shop.sandbox.control('faults', { refund_errors: 'all' });
    await expect(refundPayment(shop.deps, refund!)).rejects.toThrow(/could not make a refund/);
    const [failed] = await findRefunds(shop.deps.db, [order.orderId]);
    expect(failed).toMatchObject({
      state: 'requested',
      lastError: expect.stringContaining('refund'),
    });

    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await refundPayment(shop.deps, refund!)).toBe('succeeded');
  });
});

describe('asking for the payment page', () => {
  test('twenty times at once opens one session with one address', async () => {
    const skuId = await shop.newSku({ onHand: 10 });
    const { orderId } = await shop.shop.placeOrder(shop.orderOf({ [skuId]: 1 }), 'test');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => requestPayment(shop.deps, orderId)),
    );
    expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
    const { sessions } = await shop.sandbox.control(`sessions?reference=${orderId}`);
    expect(sessions).toHaveLength(1);
  });

  test('after a time-out of the service gives the session that it opened', async () => {
    const skuId = await shop.newSku({ onHand: 10 });
    const { orderId } = await shop.shop.placeOrder(shop.orderOf({ [skuId]: 1 }), 'test');
    await shop.sandbox.control('faults', { api_outage: 'drop' });
    await expect(requestPayment(shop.deps, orderId)).rejects.toMatchObject({
      code: 'PAYMENT_SERVICE_UNAVAILABLE',
    });
    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect((await requestPayment(shop.deps, orderId)).url).toContain('http://127.0.0.1');
  });
});

test('the official SDK signs what our webhook door accepts', async () => {
  const order = await payableOrder();
  const payload = JSON.stringify({
    id: 'evt_signed',
    object: 'event',
    type: 'checkout.session.expired',
    created: Math.floor(Date.now() / 1000),
    data: {
      object: {
        id: order.sessionId,
        object: 'checkout.session',
        status: 'expired',
        payment_status: 'unpaid',
        metadata: { order_id: order.orderId },
      },
    },
  });
  const stripe = new Stripe('sk_test_unused');
  const signature = await stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret: shop.shop.settings.STRIPE_WEBHOOK_SECRET[0]!,
  });
  const response = await fetch(`${shop.url}/api/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': signature },
    body: payload,
  });
  expect([response.status, await response.json()]).toEqual([
    200,
    { received: true, outcome: 'payment_updated' },
  ]);
});
