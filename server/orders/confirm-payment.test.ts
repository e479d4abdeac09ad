import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { orderNumber } from '../platform/ids.ts';
import { orderKey, returnProof } from '../platform/order-key.ts';
import { sign } from '../platform/signature.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import { callMutation, callQuery } from '../testing/call-trpc.ts';
import {
  createPaidOrder,
  createPayableOrder,
  deliverWebhooks,
  PAYMENT_WINDOW_MS,
} from '../testing/payment-scenarios.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.sandbox.control('faults', undefined, 'DELETE'));
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

/** The address to which the payment page sends the browser. */
async function returnAddress(sessionId: string): Promise<URL> {
  const { session } = await shop.sandbox.control(`sessions/${sessionId}`);
  return new URL((session as { success_url: string }).success_url);
}

/** A payable order, and the proof in its return address. */
async function createReturn() {
  const order = await createPayableOrder(shop);
  const proof = (await returnAddress(order.sessionId)).searchParams.get('payment')!;
  return { ...order, proof };
}

async function confirm(orderId: string, proof: string, cookie?: string) {
  const answer = await callQuery(shop.url, 'orders.confirmation', {
    input: { orderId, proof },
    cookie,
  });
  return (answer.domain?.['code'] as string | undefined) ?? (answer.data as { state: string });
}

async function check(orderId: string, proof?: string) {
  const input = { orderId, proof };
  const { domain, data } = await callMutation(shop.url, 'orders.checkPayment', { input });
  return domain?.['code'] ?? (data as { answer: string }).answer;
}

test('the return address shows a browser without cookies the number, the total and whether it is paid, and nothing else', async () => {
  const { orderId, sessionId, proof } = await createReturn();
  const address = await returnAddress(sessionId);
  expect(`${address.origin}${address.pathname}`).toBe(`${shop.url}/orders/${orderId}`);
  await shop.sandbox.control('faults', { webhook_paused: true });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  expect(await confirm(orderId, proof)).toMatchObject({ state: 'not_paid', isOpen: true });
  expect(await check(orderId, proof)).toBe('decided');
  expect(await confirm(orderId, proof)).toEqual({
    number: orderNumber(orderId),
    totalCents: PRICE_CENTS,
    currency: 'EUR',
    state: 'paid',
    isOpen: false,
  });
});

describe('the state that a return address shows', () => {
  const payWith = async (orderId: string, how: object) => {
    await shop.sandbox.control(`sessions/${orderId}/pay`, how);
    await deliverWebhooks(shop);
  };
  test.each<[string, (orderId: string) => Promise<unknown>, string]>([
    ['of an open order', async () => {}, 'not_paid'],
    ['of a bank transfer', (orderId) => payWith(orderId, { method: 'bank' }), 'checking'],
    [
      'of money that does not fit',
      async (orderId) => {
        await shop.sandbox.control('faults', { capture_offset: 1 });
        await payWith(orderId, {});
      },
      'checking',
    ],
    [
      'of a cancelled order',
      (orderId) => cancelOrder(shop.deps, TEST_SHOPPER, orderId),
      'not_paid',
    ],
    [
      'after the window, before the order is closed',
      async () => shop.clock.advance(PAYMENT_WINDOW_MS),
      'checking',
    ],
  ])('%s', async (_, happen, state) => {
    const { orderId, proof } = await createReturn();
    await happen(orderId);
    expect(await confirm(orderId, proof)).toMatchObject({ state });
  });
});

describe('a proof', () => {
  test('that is forged, of another order, of another purpose or of another secret proves nothing', async () => {
    const { orderId, proof } = await createReturn();
    const other = await createReturn();
    const secrets = shop.shop.settings.LINK_SECRET;
    const forged = [
      other.proof,
      `${proof}x`,
      proof.slice(1),
      proof.toLowerCase() === proof ? proof.toUpperCase() : proof.toLowerCase(),
      '',
      'undefined',
      orderKey(secrets, { orderId, version: 0 }),
      returnProof(['another secret'], orderId),
      sign(secrets, orderId),
    ];
    for (const wrong of forged) {
      expect(await confirm(orderId, wrong)).toBe('NOT_FOUND');
      expect(await check(orderId, wrong)).toBe('NOT_FOUND');
    }
    for (const malformed of ['a\0b', 'x'.repeat(65), 'é']) {
      expect(await confirm(orderId, malformed)).toBe('VALIDATION');
    }
    expect(await check(orderId)).toBe('NOT_FOUND');
    expect(await confirm(orderId, proof)).toMatchObject({ state: 'not_paid' });
  });

  test('opens the order in no other way: not as the key of its link, not in its cookie', async () => {
    const { orderId, proof } = await createReturn();
    const openLink = await callMutation(shop.url, 'orders.openLink', {
      input: { orderId, key: proof },
    });
    expect(openLink.domain).toMatchObject({ code: 'NOT_FOUND' });
    const cookie = shop.linkCookie(orderId, proof);
    const input = { orderId, proof, key: proof };
    const get = await callQuery(shop.url, 'orders.get', { input, cookie });
    expect(get.domain).toMatchObject({ code: 'NOT_FOUND' });
    for (const procedure of ['orders.cancel', 'orders.requestPayment', 'orders.replaceLink']) {
      const { domain } = await callMutation(shop.url, procedure, { input, cookie });
      expect(domain).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('ends a week after the payment window, also of a paid order', async () => {
    const { orderId, sessionId } = await createPaidOrder(shop);
    const proof = (await returnAddress(sessionId)).searchParams.get('payment')!;
    shop.clock.advance(PAYMENT_WINDOW_MS + WEEK_MS - 1000);
    expect(await confirm(orderId, proof)).toMatchObject({ state: 'paid' });
    shop.clock.advance(1000);
    for (const weeks of [0, 1, 50]) {
      shop.clock.advance(weeks * WEEK_MS);
      expect(await confirm(orderId, proof)).toBe('NOT_FOUND');
      expect(await check(orderId, proof)).toBe('NOT_FOUND');
    }
  });
});
