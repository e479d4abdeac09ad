import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { ReceivedWebhook, TestSandbox } from './test-sandbox.ts';
import { order, startTestSandbox, webhookSecret } from './test-sandbox.ts';

const create = (stripe: Stripe): Promise<Stripe.Checkout.Session> =>
  stripe.checkout.sessions.create(order);

async function payOne({ stripe, control }: TestSandbox): Promise<string> {
  const { id } = await create(stripe);
  await control('POST', `sessions/${id}/pay`);
  return id;
}

describe('webhook faults', () => {
  test('webhook_delay_ms: nothing arrives before the delay', async () => {
    const testSandbox = await startTestSandbox();
    await testSandbox.control('POST', 'faults', { webhook_delay_ms: 600_000 });
    await payOne(testSandbox);
    testSandbox.advance(599_000);
    expect(testSandbox.receiver.received).toEqual([]);
    testSandbox.advance(1000);
    await testSandbox.receiver.waitForWebhooks(1);
  });

  test('webhook_drop: the next n events arrive only when delivered by hand', async () => {
    const testSandbox = await startTestSandbox();
    const { control, receiver: shop } = testSandbox;
    await control('POST', 'faults', { webhook_drop: 1 });
    const lost = await payOne(testSandbox);
    const delivered = await payOne(testSandbox);
    const [arrival] = await shop.waitForWebhooks(1);
    expect(arrival?.event.data.object).toMatchObject({ id: delivered });

    const { deliveries } = await control('GET', 'deliveries?state=dropped');
    expect(deliveries).toMatchObject([{ session_id: lost, attempts: 0 }]);
    await control('POST', `deliveries/${deliveries[0].id}/deliver`);
    const [, second] = await shop.waitForWebhooks(2);
    expect(second?.event.data.object).toMatchObject({ id: lost });
  });

  test('webhook_drop: all events are lost until switched off', async () => {
    const testSandbox = await startTestSandbox();
    await testSandbox.control('POST', 'faults', { webhook_drop: 'all' });
    await payOne(testSandbox);
    await payOne(testSandbox);
    await testSandbox.control('DELETE', 'faults');
    const delivered = await payOne(testSandbox);
    const arrivals = await testSandbox.receiver.waitForWebhooks(1);
    expect(arrivals.map(({ event }) => event.data.object)).toMatchObject([{ id: delivered }]);
  });

  test('webhook_repeat: an event arrives n times', async () => {
    const testSandbox = await startTestSandbox();
    await testSandbox.control('POST', 'faults', { webhook_repeat: 3 });
    await payOne(testSandbox);
    const arrivals = await testSandbox.receiver.waitForWebhooks(3);
    expect(new Set(arrivals.map(({ event }) => event.id)).size).toBe(1);
  });

  test('webhook_reorder: n events are collected and arrive newest first', async () => {
    const testSandbox = await startTestSandbox();
    await testSandbox.control('POST', 'faults', { webhook_reorder: 3 });
    const ids = [await payOne(testSandbox), await payOne(testSandbox)];
    testSandbox.advance(60_000);
    expect(testSandbox.receiver.received).toEqual([]);
    ids.push(await payOne(testSandbox));
    const arrivals = await testSandbox.receiver.waitForWebhooks(3);
    expect(arrivals.map(({ event }) => (event.data.object as { id: string }).id)).toEqual(
      ids.toReversed(),
    );
  });

  test('webhook_reorder: switching it off sends what was collected', async () => {
    const testSandbox = await startTestSandbox();
    await testSandbox.control('POST', 'faults', { webhook_reorder: 3 });
    await payOne(testSandbox);
    await testSandbox.control('DELETE', 'faults');
    expect(await testSandbox.receiver.waitForWebhooks(1)).toHaveLength(1);
  });

  test('webhook_paused: events arrive by hand, or when switched off', async () => {
    const testSandbox = await startTestSandbox();
    const { control, receiver: shop } = testSandbox;
    await control('POST', 'faults', { webhook_paused: true });
    await payOne(testSandbox);
    expect(shop.received).toEqual([]);
    const { deliveries } = await control('POST', 'deliveries/deliver');
    expect(deliveries).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    await payOne(testSandbox);
    expect(shop.received).toHaveLength(1);
    await control('DELETE', 'faults');
    await shop.waitForWebhooks(2);
  });
});

describe('forged events', () => {
  const send = async (
    { stripe, control, receiver: shop }: TestSandbox,
    signature: string,
  ): Promise<ReceivedWebhook> => {
    await create(stripe);
    shop.nextStatuses.push(400);
    const answer = await control('POST', 'events', {
      type: 'checkout.session.completed',
      session: 'order-1',
      object: { payment_status: 'paid', metadata: { order_id: 'unknown' } },
      signature,
    });
    expect(answer).toMatchObject({ status: 400, error: 'thank you' });
    expect((await control('GET', 'sessions/order-1')).events).toEqual([]);
    const [arrival] = await shop.waitForWebhooks(1);
    if (!arrival) throw new Error('Nothing arrived.');
    return arrival;
  };

  test('with a valid signature, for an unknown order', async () => {
    const testSandbox = await startTestSandbox();
    const { body, signature = '' } = await send(testSandbox, 'valid');
    const event = testSandbox.stripe.webhooks.constructEvent(body, signature, webhookSecret);
    expect(event.data.object).toMatchObject({
      object: 'checkout.session',
      metadata: { order_id: 'unknown' },
    });
  });

  test.each(['bad', 'stale', 'missing'])('with a signature that is %s', async (kind) => {
    const testSandbox = await startTestSandbox();
    const { body, signature = '' } = await send(testSandbox, kind);
    expect(() =>
      testSandbox.stripe.webhooks.constructEvent(body, signature, webhookSecret),
    ).toThrow(Stripe.errors.StripeSignatureVerificationError);
  });

  test('with a body that is not JSON', async () => {
    const { control, receiver: shop } = await startTestSandbox();
    await control('POST', 'events', { body: 'no json' });
    const [arrival] = await shop.waitForWebhooks(1);
    expect(arrival?.body).toBe('no json');
  });
});
