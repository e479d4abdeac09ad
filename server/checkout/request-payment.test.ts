import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Deps } from '../platform/deps.ts';
import { PaymentServiceError, type FailureKind } from '../platform/payment-service.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import {
  createOrder,
  createPaidOrder,
  createPayableOrder,
  deliverWebhooks,
  PAYMENT_WINDOW_MS,
  registerInvariantChecks,
  statusOf,
} from '../testing/payment-scenarios.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';
import { cancelOrder } from './cancel-order.ts';
import { findPayments, findPaymentRequest } from './payment-store.ts';
import { requestPayment } from './request-payment.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

type OpenSession = Deps['payments']['openSession'];

const request = (orderId: string, deps = shop.deps) => requestPayment(deps, TEST_SHOPPER, orderId);
const paymentOf = async (orderId: string) =>
  (await findPayments(shop.deps.db, [orderId])).get(orderId);

/** Dependencies whose payment service opens sessions by `openSession`, and the order ids that it got. */
function withOpenSession(openSession: OpenSession) {
  const opened: string[] = [];
  const payments: Deps['payments'] = {
    ...shop.deps.payments,
    async openSession(order, lines) {
      opened.push(order.orderId);
      return await openSession(order, lines);
    },
  };
  return { deps: { ...shop.deps, payments }, opened };
}

const countCalls = () => withOpenSession(shop.deps.payments.openSession);

describe('the first request', () => {
  test('records the attempt before it calls the payment service, and then the session', async () => {
    const { orderId } = await createOrder(shop, 2);
    const requestedAt = shop.clock.now();
    const { deps, opened } = withOpenSession(async (order, lines) => {
      expect(order).toMatchObject({ orderId, totalCents: 2 * PRICE_CENTS });
      expect(lines).toMatchObject([{ quantity: 2, unitPriceCents: PRICE_CENTS }]);
      expect(await paymentOf(orderId)).toMatchObject({
        state: 'requested',
        sessionId: null,
        amountCents: 2 * PRICE_CENTS,
        currency: 'EUR',
      });
      shop.clock.advance(1000);
      return await shop.deps.payments.openSession(order, lines);
    });

    const { url } = await request(orderId, deps);
    const payment = await paymentOf(orderId);
    expect(payment).toMatchObject({ state: 'open', sessionUrl: url });
    expect(payment?.sessionId).toBeTruthy();
    expect(opened).toEqual([orderId]);
    expect((await findPaymentRequest(shop.deps.db, orderId))?.requestedAt).toEqual(requestedAt);
  });

  test('a later request returns the stored page without a call to the payment service', async () => {
    const { orderId, url } = await createPayableOrder(shop);
    const { deps, opened } = countCalls();
    expect(await request(orderId, deps)).toEqual({ url });
    expect(opened).toEqual([]);
  });

  test('opens the page until 1 ms before the payment window ends', async () => {
    const { orderId } = await createOrder(shop);
    shop.clock.advance(PAYMENT_WINDOW_MS - 1);
    expect((await request(orderId)).url).toContain(shop.sandbox.url);
  });

  test('at the end of the payment window is refused, records no attempt and calls nobody', async () => {
    const { orderId } = await createOrder(shop);
    shop.clock.advance(PAYMENT_WINDOW_MS);
    const { deps, opened } = countCalls();
    await expect(request(orderId, deps)).rejects.toMatchObject({
      details: { code: 'ORDER_NOT_PAYABLE', status: 'pending_payment' },
      message: expect.stringContaining('can no longer be paid; nothing was charged'),
    });
    expect(await paymentOf(orderId)).toBeUndefined();
    expect(opened).toEqual([]);
  });

  test('for an unknown order is refused', async () => {
    await expect(request(v7())).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no such order.',
    });
  });
});

describe('an order that cannot be paid any more is refused without a call to the payment service', () => {
  const cases: [string, string, RegExp, () => Promise<{ orderId: string }>][] = [
    ['a paid order', 'paid', /already paid/, () => createPaidOrder(shop)],
    [
      'a cancelled order',
      'cancelled',
      /can no longer be paid/,
      async () => {
        const order = await createOrder(shop);
        await cancelOrder(shop.deps, TEST_SHOPPER, order.orderId);
        return order;
      },
    ],
    [
      'an order whose payment is in processing',
      'processing',
      /being processed/,
      async () => {
        const order = await createPayableOrder(shop);
        await shop.sandbox.control(`sessions/${order.orderId}/pay`, { method: 'bank' });
        await deliverWebhooks(shop);
        return order;
      },
    ],
    [
      'an order with another amount paid, which is held',
      'held',
      /Our staff will refund it/,
      async () => {
        await shop.sandbox.control('faults', { capture_offset: -100 });
        const order = await createPayableOrder(shop);
        await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
        await deliverWebhooks(shop);
        return order;
      },
    ],
    [
      'an order whose session has expired',
      'expired',
      /can no longer be paid/,
      async () => {
        const order = await createPayableOrder(shop);
        await shop.sandbox.control(`sessions/${order.orderId}/expire`, {});
        await deliverWebhooks(shop);
        return order;
      },
    ],
  ];

  test.each(cases)('%s: status %s', async (_, status, message, createCase) => {
    const { orderId } = await createCase();
    const { deps, opened } = countCalls();
    await expect(request(orderId, deps)).rejects.toMatchObject({
      details: { code: 'ORDER_NOT_PAYABLE', status },
      message: expect.stringMatching(message),
    });
    expect(opened).toEqual([]);
    if (status === 'processing') await shop.sandbox.control(`sessions/${orderId}/settle`, {});
  });
});

describe('when the payment service opens no session', () => {
  test.each<[FailureKind, object, RegExp]>([
    ['unknown', { code: 'PAYMENT_SERVICE_UNAVAILABLE' }, /does not answer right now/],
    ['not_sent', { code: 'PAYMENT_SERVICE_UNAVAILABLE' }, /is down right now/],
    ['refused', { code: 'ORDER_NOT_PAYABLE', status: 'refused' }, /does not accept this order/],
  ])(
    '%s: the order and its attempt stay, and the next request opens the session',
    async (...of) => {
      const [outcome, details, message] = of;
      const { orderId } = await createOrder(shop);
      const { deps } = withOpenSession(() => {
        throw new PaymentServiceError('no session', { outcome });
      });
      await expect(request(orderId, deps)).rejects.toMatchObject({
        details,
        message: expect.stringMatching(message),
      });
      expect(await statusOf(shop, orderId)).toBe('pending_payment');
      expect(await paymentOf(orderId)).toMatchObject({ state: 'requested', sessionId: null });

      const { url } = await request(orderId);
      expect(await paymentOf(orderId)).toMatchObject({ state: 'open', sessionUrl: url });
    },
  );

  test('after dropped connections the next request opens the one session', async () => {
    const { orderId } = await createOrder(shop);
    await shop.sandbox.control('faults', { api_outage: 'drop' });
    await expect(request(orderId)).rejects.toMatchObject({ code: 'PAYMENT_SERVICE_UNAVAILABLE' });
    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect((await request(orderId)).url).toContain(shop.sandbox.url);
    const { sessions } = await shop.sandbox.control(`sessions?reference=${orderId}`);
    expect(sessions).toHaveLength(1);
  });

  test('another error, which is a defect, reaches the caller as it is', async () => {
    const defect = new TypeError('a defect');
    const { deps } = withOpenSession(() => Promise.reject(defect));
    const { orderId } = await createOrder(shop);
    await expect(request(orderId, deps)).rejects.toBe(defect);
  });
});

describe('requests at once', () => {
  test('twenty open one session with one page', async () => {
    const { orderId } = await createOrder(shop);
    const answers = await Promise.all(Array.from({ length: 20 }, () => request(orderId)));
    expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
    const { sessions } = await shop.sandbox.control(`sessions?reference=${orderId}`);
    expect(sessions).toHaveLength(1);
  });

  test('two that both call the payment service get its one session', async () => {
    const { orderId } = await createOrder(shop);
    const { promise: bothCalled, resolve } = Promise.withResolvers<void>();
    const { deps, opened } = withOpenSession(async (order, lines) => {
      if (opened.length === 2) resolve();
      await bothCalled;
      return await shop.deps.payments.openSession(order, lines);
    });
    const [first, second] = await Promise.all([request(orderId, deps), request(orderId, deps)]);
    expect(second).toEqual(first);
    expect(opened).toEqual([orderId, orderId]);
    const { sessions } = await shop.sandbox.control(`sessions?reference=${orderId}`);
    expect(sessions).toHaveLength(1);
  });

  test('the session that was stored first is the one that both get', async () => {
    const { orderId } = await createOrder(shop);
    let firstUrl = '';
    const { deps } = withOpenSession(async (order, lines) => {
      const session = await shop.deps.payments.openSession(order, lines);
      firstUrl = (await request(orderId)).url;
      return { ...session, sessionId: 'cs_other', url: 'http://127.0.0.1/other' };
    });
    const { url } = await request(orderId, deps);
    expect(url).toBe(firstUrl);
    expect(await paymentOf(orderId)).toMatchObject({ sessionUrl: firstUrl });
  });
});

test('an order cancelled while its session was opened, without a page: the error names its status of now', async () => {
  const { orderId } = await createOrder(shop);
  const { deps, opened } = withOpenSession(async (order, lines) => {
    // Cancelling opens the session a second time, to expire it.
    if (opened.length === 1) await cancelOrder(deps, TEST_SHOPPER, orderId);
    return { ...(await shop.deps.payments.openSession(order, lines)), url: null };
  });
  await expect(request(orderId, deps)).rejects.toMatchObject({
    details: { code: 'ORDER_NOT_PAYABLE', status: 'cancelled' },
  });
  expect(await statusOf(shop, orderId)).toBe('cancelled: cancelled_by_shopper');
});
