import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Deps } from '../platform/deps.ts';
import { closeOrders } from '../checkout/close-orders.ts';
import { requestPayment } from '../checkout/request-payment.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { createResilientPaymentService, type CallLimits } from './resilient-payment-service.ts';
import type { PaymentService } from '../platform/payment-service.ts';
import { createStripePaymentService } from './stripe-payment-service.ts';
import {
  registerInvariantChecks,
  createPayableOrder,
  statusOf,
  PAYMENT_WINDOW_MS,
} from '../testing/payment-scenarios.ts';
import { TEST_JOB, TEST_SHOPPER } from '../testing/actors.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

/** Verbs over an adapter and guard of their own, and how many requests the adapter has made. */
function shopWith(limits: Partial<CallLimits>, requestMsMax = 2000) {
  const { settings } = shop.shop;
  const adapter = createStripePaymentService({
    secretKey: settings.STRIPE_SECRET_KEY,
    webhookSecrets: [],
    apiUrl: settings.STRIPE_API_URL,
    publicUrl: shop.url,
    linkSecrets: settings.LINK_SECRET,
    requestMsMax,
  });
  const asked = { count: 0, now: 0, most: 0 };
  const counted = <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async function (...args: Args): Promise<T> {
      asked.count++;
      asked.most = Math.max(asked.most, ++asked.now);
      return await call(...args).finally(() => asked.now--);
    };
  const service: PaymentService = {
    ...adapter,
    openSession: counted(adapter.openSession),
    readSession: counted(adapter.readSession),
  };
  const payments = createResilientPaymentService(service, { log: shop.deps.log, limits });
  const deps: Deps = { ...shop.deps, payments };
  return { deps, payments, asked };
}

async function newOrder(): Promise<string> {
  const skuId = await shop.newSku({ onHand: 10 });
  return (await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 1 }), 'test')).orderId;
}

async function sessionsOf(orderId: string) {
  const { sessions } = await shop.sandbox.control(`sessions?reference=${orderId}`);
  return sessions as unknown[];
}

describe('a service in trouble', () => {
  test.each([
    ['limits the rate', { api_rate_limit: 2 }],
    ['answers nonsense', { api_garbage: 2 }],
    ['opens the session and never says so', { api_hang_after: 2 }],
  ])('that %s twice is asked a third time, and opens one session', async (_, faults) => {
    const { deps, asked } = shopWith({ retryDelayMs: 10 }, 1000);
    const orderId = await newOrder();
    await shop.sandbox.control('faults', faults);
    const { url } = await requestPayment(deps, TEST_SHOPPER, orderId);
    expect(url).toContain('http://');
    expect(asked.count).toBe(3);
    expect(await sessionsOf(orderId)).toHaveLength(1);
  });

  test('that is slow is given up in time; the order stays good and is paid later', async () => {
    const { deps } = shopWith({ callMsMax: 200 });
    const orderId = await newOrder();
    await shop.sandbox.control('faults', { api_delay_ms: 1500 });
    const startedAt = performance.now();
    await expect(requestPayment(deps, TEST_SHOPPER, orderId)).rejects.toMatchObject({
      code: 'PAYMENT_SERVICE_UNAVAILABLE',
      message: expect.stringContaining('does not answer right now'),
    });
    expect(performance.now() - startedAt).toBeLessThan(1400);
    await shop.sandbox.control('faults', undefined, 'DELETE');
    // Until the slow call has ended there, the service answers that it is still processing the first call.
    await vi.waitFor(
      async () => expect((await requestPayment(deps, TEST_SHOPPER, orderId)).url).toBeTruthy(),
      {
        timeout: 10_000,
      },
    );
    expect(await sessionsOf(orderId)).toHaveLength(1);
  });

  test('that is down is not called, and the shopper gets an error at once', async () => {
    const limits = { failuresMax: 3, retriesMax: 0, breakMs: 600_000, breakMsMax: 600_000 };
    const { deps, asked } = shopWith(limits);
    const orderId = await newOrder();
    await shop.sandbox.control('faults', { api_outage: '503' });
    for (let n = 0; n < 3; n++)
      await expect(requestPayment(deps, TEST_SHOPPER, orderId)).rejects.toThrow();

    await shop.sandbox.control('faults', undefined, 'DELETE');
    const refused = await Promise.allSettled(
      Array.from({ length: 50 }, () => requestPayment(deps, TEST_SHOPPER, orderId)),
    );
    expect(refused).toEqual(
      Array(50).fill(
        expect.objectContaining({
          reason: expect.objectContaining({
            code: 'PAYMENT_SERVICE_UNAVAILABLE',
            message: expect.stringContaining('is down right now'),
          }),
        }),
      ),
    );
    expect(asked.count).toBe(3);
  });

  test('that was down is asked again after a while', async () => {
    const limits = { failuresMax: 1, retriesMax: 0, breakMs: 100, breakMsMax: 100 };
    const { deps } = shopWith(limits);
    const orderId = await newOrder();
    await shop.sandbox.control('faults', { api_outage: '503' });
    await expect(requestPayment(deps, TEST_SHOPPER, orderId)).rejects.toThrow();
    await shop.sandbox.control('faults', undefined, 'DELETE');
    await vi.waitFor(
      async () => expect((await requestPayment(deps, TEST_SHOPPER, orderId)).url).toBeTruthy(),
      {
        timeout: 10_000,
      },
    );
  });

  test('that is down leaves orders and locks as they are, and they are closed when it is back', async () => {
    const limits = { failuresMax: 2, retriesMax: 0, breakMs: 200, breakMsMax: 200 };
    const { deps } = shopWith(limits);
    const orders = await Promise.all(Array.from({ length: 6 }, () => createPayableOrder(shop)));
    const orderIds = orders.map(({ orderId }) => orderId);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    await shop.sandbox.control('faults', { api_outage: 'drop' });
    const close = () => closeOrders(deps, TEST_JOB, orderIds, { reason: 'payment_window_passed' });
    expect(new Set((await close()).values())).toEqual(new Set(['unresolved']));
    expect(await statusOf(shop, orderIds[0]!)).toBe('pending_payment');
    await shop.sandbox.control('faults', undefined, 'DELETE');
    await vi.waitFor(
      async () => expect(new Set((await close()).values())).toEqual(new Set(['cancelled'])),
      { timeout: 10_000 },
    );
  });
});

describe('calls at once', () => {
  test('are as many as allowed; some wait, and what is more is not made', async () => {
    const { payments, asked } = shopWith({ concurrencyMax: 2, queueMax: 3 });
    const { sessionId } = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { api_delay_ms: 50 });
    const calls = await Promise.allSettled(
      Array.from({ length: 8 }, () => payments.readSession(sessionId)),
    );
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(calls.filter(({ status }) => status === 'rejected')).toEqual(
      Array(3).fill(
        expect.objectContaining({ reason: expect.objectContaining({ outcome: 'not_sent' }) }),
      ),
    );
    expect([asked.count, asked.most]).toEqual([5, 2]);
  });
});

describe('a refusal', () => {
  test('is an answer: it is not asked again, and does not open the circuit', async () => {
    const { payments, asked } = shopWith({ failuresMax: 2 });
    const { sessionId } = await createPayableOrder(shop);
    for (let n = 0; n < 5; n++) {
      await expect(payments.readSession('cs_nobody_knows')).rejects.toMatchObject({
        outcome: 'missing',
      });
    }
    expect(asked.count).toBe(5);
    expect((await payments.readSession(sessionId)).state).toEqual({ kind: 'open' });
  });

  test('to open a session leaves the order unpayable, and it is closed at X', async () => {
    const orderId = await newOrder();
    // Less than the service takes; placing refuses such an order.
    const db = shop.ownerDb;
    await db
      .updateTable('orders')
      .set({ total_cents: 10 })
      .where('order_id', '=', orderId)
      .execute();
    await db
      .updateTable('order_lines')
      .set({ unit_price_cents: 10 })
      .where('order_id', '=', orderId)
      .execute();
    await expect(requestPayment(shop.deps, TEST_SHOPPER, orderId)).rejects.toMatchObject({
      details: { code: 'ORDER_NOT_PAYABLE', status: 'refused' },
      message: expect.stringContaining('does not accept this order'),
    });
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
    shop.clock.advance(PAYMENT_WINDOW_MS);
    const reason = 'payment_window_passed';
    expect((await closeOrders(shop.deps, TEST_JOB, [orderId], { reason })).get(orderId)).toBe(
      'cancelled',
    );
    expect(await statusOf(shop, orderId)).toBe('cancelled: payment_window_passed');
  });
});
