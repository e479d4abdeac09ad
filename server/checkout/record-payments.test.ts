import { sql } from 'kysely';
import Stripe from 'stripe';
import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { cancelOrder } from './cancel-order.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';
import type { PaymentNotice } from './payment.ts';
import { recordPayments } from './record-payments.ts';
import { refundPayment } from '../payments/refunds/refund-payment.ts';
import { findRefunds } from './refund-store.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createPayableOrder,
  statusOf,
  stockOf,
} from '../testing/payment-scenarios.ts';
import { findActionsOfOrder } from '../audit-trail/staff-action-store.ts';
import { findHeldPayments } from './held-payment-store.ts';
import { findJobPayloads } from '../testing/job-payloads.ts';
import { TEST_JOB, TEST_SHOPPER, testStaff } from '../testing/actors.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

type Order = Awaited<ReturnType<typeof createPayableOrder>>;

/** Pays an order at the service without a word of it, and gives what the service would tell. */
async function payWithoutWebhook(order: Order): Promise<PaymentNotice> {
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
  return noticeOf(order, (await shop.deps.payments.readSession(order.sessionId)).state);
}

function noticeOf(order: Order, state: PaymentNotice['state']): PaymentNotice {
  return {
    orderId: order.orderId,
    sessionId: order.sessionId,
    state,
    event: { eventId: `evt_${v7()}`, kind: 'checkout.session.completed', occurredAt: new Date() },
  };
}

async function eventsOf(orderId: string) {
  return await shop.deps.db
    .selectFrom('payment_events')
    .select(['event_id', 'payment_intent_id', 'amount_cents', 'currency', 'outcome'])
    .where('order_id', '=', orderId)
    .orderBy('event_id')
    .execute();
}

describe('a webhook of the payment service', () => {
  test('marks the order paid, reduces the stock and leaves no lock', async () => {
    const order = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
    await deliverWebhooks(shop);
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_received');
    expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 9, locked: 0 });
  });

  test('delivered ten times at once counts once', async () => {
    const order = await createPayableOrder(shop);
    const fact = await payWithoutWebhook(order);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 2
          ? shop.shop.recordPayment(fact)
          : recordPayments(shop.deps, TEST_JOB, [fact]).then(([outcome]) => outcome),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'order_paid')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(9);
    expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 9, locked: 0 });
    const { rows } =
      await sql`select 1 from payment_events where order_id = ${order.orderId}`.execute(
        shop.deps.db,
      );
    expect(rows).toHaveLength(1);
  });

  test('reported by two events in the wrong order pays the order once', async () => {
    const order = await createPayableOrder(shop);
    const paid = await payWithoutWebhook(order);
    const outcomes = await recordPayments(shop.deps, TEST_JOB, [
      paid,
      noticeOf(order, { kind: 'processing', paymentIntentId: 'pi_1' }),
      noticeOf(order, paid.state),
      noticeOf(order, { kind: 'expired' }),
    ]);
    expect(outcomes).toEqual(['order_paid', 'no_change', 'no_change', 'no_change']);
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_received');
  });

  test.each([
    ['a forged signature', { signature: 'bad' }],
    ['a stale signature', { signature: 'stale' }],
    ['no signature', { signature: 'missing' }],
    ['a body that is no JSON', { signature: 'bad', body: 'not json' }],
  ])('with %s is refused and changes nothing', async (_, options) => {
    const order = await createPayableOrder(shop);
    const posted = await shop.sandbox.control('events', {
      type: 'checkout.session.completed',
      session: order.sessionId,
      object: { status: 'complete', payment_status: 'paid' },
      ...options,
    });
    expect(posted).toMatchObject({ status: 400 });
    expect(await statusOf(shop, order.orderId)).toBe('pending_payment');
  });

  test('for an order that is not ours is kept in the inbox and changes nothing', async () => {
    const order = await createPayableOrder(shop);
    const state = {
      kind: 'paid',
      paymentIntentId: 'pi_1',
      amountCents: PRICE_CENTS,
      currency: 'EUR',
    } as const;
    const foreign = noticeOf({ ...order, orderId: v7() }, state);
    expect(await recordPayments(shop.deps, TEST_JOB, [foreign])).toEqual(['unknown_order']);
    expect(await eventsOf(foreign.orderId)).toEqual([]);
    expect(await statusOf(shop, order.orderId)).toBe('pending_payment');
  });
});

describe('money that comes after the cancellation', () => {
  test('is refunded once, however often it is reported', async () => {
    const order = await createPayableOrder(shop);
    await cancelOrder(shop.deps, TEST_SHOPPER, order.orderId);
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${order.orderId}/pay-after-expiry`, {});
    await deliverWebhooks(shop);
    const [refund, ...others] = await findRefunds(shop.deps.db, [order.orderId]);
    expect(others).toEqual([]);
    expect(refund).toMatchObject({
      state: 'requested',
      reason: 'late_payment',
      amountCents: PRICE_CENTS,
    });

    const { state } = await shop.deps.payments.readSession(order.sessionId);
    expect(await recordPayments(shop.deps, TEST_JOB, [noticeOf(order, state)])).toEqual([
      'no_change',
    ]);
    expect(await findRefunds(shop.deps.db, [order.orderId])).toHaveLength(1);

    await refundPayment(shop.deps, TEST_JOB, refund!);
    await refundPayment(shop.deps, TEST_JOB, refund!);
    expect((await findRefunds(shop.deps.db, [order.orderId]))[0]).toMatchObject({
      state: 'succeeded',
    });
    expect(await statusOf(shop, order.orderId)).toBe('cancelled: cancelled_by_shopper');
    expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('stays visible as a refund to be made while the payment service refuses it', async () => {
    const order = await createPayableOrder(shop);
    await cancelOrder(shop.deps, TEST_SHOPPER, order.orderId);
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${order.orderId}/pay-after-expiry`, {});
    await deliverWebhooks(shop);
    const [refund] = await findRefunds(shop.deps.db, [order.orderId]);
    await shop.sandbox.control('faults', { refund_errors: 'all' });
    await expect(refundPayment(shop.deps, TEST_JOB, refund!)).rejects.toThrow(
      /could not make a refund/,
    );
    const [failed] = await findRefunds(shop.deps.db, [order.orderId]);
    expect(failed).toMatchObject({
      state: 'requested',
      lastError: expect.stringContaining('refund'),
    });

    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await refundPayment(shop.deps, TEST_JOB, refund!)).toBe('succeeded');
  });
});

describe('what is recorded', () => {
  test('each event keeps what it reported and what it changed', async () => {
    const order = await createPayableOrder(shop);
    const paid = await payWithoutWebhook(order);
    const processing = noticeOf(order, { kind: 'processing', paymentIntentId: 'pi_1' });
    await recordPayments(shop.deps, TEST_JOB, [processing, paid]);
    expect(await eventsOf(order.orderId)).toEqual([
      {
        event_id: paid.event?.eventId,
        payment_intent_id: expect.stringContaining('pi_'),
        amount_cents: PRICE_CENTS,
        currency: 'EUR',
        outcome: 'order_paid',
      },
      {
        event_id: processing.event?.eventId,
        payment_intent_id: 'pi_1',
        amount_cents: null,
        currency: null,
        outcome: 'payment_updated',
      },
    ]);
  });

  test('a payment that we asked for is found, and leaves no event', async () => {
    const order = await createPayableOrder(shop);
    const paid = { ...(await payWithoutWebhook(order)), event: null };
    expect(await recordPayments(shop.deps, TEST_JOB, [paid, paid])).toEqual([
      'order_paid',
      'no_change',
    ]);
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_found');
    expect(await eventsOf(order.orderId)).toEqual([]);
  });

  test('a failed payment that we asked for cancels the order with its own reason', async () => {
    const order = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    await shop.sandbox.control(`sessions/${order.orderId}/pay`, { method: 'bank' });
    await shop.sandbox.control(`sessions/${order.orderId}/settle`, { outcome: 'failed' });
    const failed = { ...noticeOf(order, { kind: 'failed' }), event: null };
    expect(await recordPayments(shop.deps, TEST_JOB, [failed, failed])).toEqual([
      'order_cancelled',
      'no_change',
    ]);
    expect(await statusOf(shop, order.orderId)).toBe('cancelled: payment_failed');
    expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('one event twice in a batch counts once, and the batch settles all its orders', async () => {
    const orders = [await createPayableOrder(shop), await createPayableOrder(shop)];
    const [first, second] = [
      await payWithoutWebhook(orders[0]!),
      await payWithoutWebhook(orders[1]!),
    ];
    expect(await recordPayments(shop.deps, TEST_JOB, [first, second, first])).toEqual([
      'order_paid',
      'order_paid',
      'duplicate',
    ]);
    for (const { skuId } of orders)
      expect(await stockOf(shop, skuId)).toEqual({ on_hand: 9, locked: 0 });
  });

  test('a failed and then a successful payment in one batch cancel the order and refund the money', async () => {
    const order = await createPayableOrder(shop);
    const paid = await payWithoutWebhook(order);
    const failed = noticeOf(order, { kind: 'failed' });
    expect(await recordPayments(shop.deps, TEST_JOB, [failed, paid])).toEqual([
      'order_cancelled',
      'refund_requested',
    ]);
    expect(await statusOf(shop, order.orderId)).toBe('cancelled: payment_failed');
    expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('a payment of another amount is held for staff, and the order stays unpaid', async () => {
    await shop.sandbox.control('faults', { capture_offset: -1, webhook_drop: 'all' });
    const order = await createPayableOrder(shop);
    await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
    const { state } = await shop.deps.payments.readSession(order.sessionId);
    const notice = noticeOf(order, state);
    expect(await recordPayments(shop.deps, TEST_JOB, [notice])).toEqual(['held_for_staff']);
    expect(await statusOf(shop, order.orderId)).toBe('pending_payment');
    expect(await findHeldPayments(shop.deps.db, [order.orderId])).toMatchObject([
      { amountCents: PRICE_CENTS - 1, currency: 'EUR', reason: 'amount_differs' },
    ]);
  });

  test.each([
    ['an event', (eventId: string) => `payment_service:${eventId}`, true],
    ['a question of staff', () => 'staff:staff@shop.example', false],
  ])('a late payment found by %s is refunded in its name', async (_, requestedBy, hasEvent) => {
    const order = await createPayableOrder(shop);
    await cancelOrder(shop.deps, TEST_SHOPPER, order.orderId);
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    await shop.sandbox.control(`sessions/${order.orderId}/pay-after-expiry`, {});
    const { state } = await shop.deps.payments.readSession(order.sessionId);
    const { event, ...notice } = noticeOf(order, state);
    const staff = testStaff('staff@shop.example', { input: { orderId: order.orderId } });
    expect(
      await recordPayments(shop.deps, staff, [{ ...notice, event: hasEvent ? event : null }]),
    ).toEqual(['refund_requested']);
    const [refund] = await findRefunds(shop.deps.db, [order.orderId]);
    expect(refund).toMatchObject({
      requestedBy: requestedBy(event!.eventId),
      amountCents: PRICE_CENTS,
      restock: false,
      note: '',
    });
    const { orderId, refundId } = refund!;
    expect(await findJobPayloads(shop, 'refund-payment', orderId)).toEqual([{ orderId, refundId }]);
    expect(await findActionsOfOrder(shop.deps.db, orderId)).toMatchObject([{ outcome: null }]);
  });
});

test('the official SDK signs what our webhook door accepts', async () => {
  const order = await createPayableOrder(shop);
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
    { received: true, outcome: 'stored' },
  ]);
  await shop.sandbox.control(`sessions/${order.orderId}/expire`, {});
});
