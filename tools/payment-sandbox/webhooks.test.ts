import { describe, expect, test } from 'vitest';
import { order, startTestSandbox, webhookSecret } from './test-sandbox.ts';

describe('a webhook', () => {
  test('carries the session with its metadata and a signature that the SDK accepts', async () => {
    const { stripe, control, receiver: shop } = await startTestSandbox();
    const { id } = await stripe.checkout.sessions.create(order);
    await control('POST', `sessions/${id}/pay`);
    const [arrival] = await shop.waitForWebhooks(1);
    const { body = '', signature = '' } = arrival ?? {};
    const event = stripe.webhooks.constructEvent(body, signature, webhookSecret);
    expect(event).toMatchObject({
      object: 'event',
      type: 'checkout.session.completed',
      data: {
        object: {
          id,
          status: 'complete',
          payment_status: 'paid',
          metadata: { order_id: 'order-1' },
        },
      },
    });
    expect(() => stripe.webhooks.constructEvent(`${body} `, signature, webhookSecret)).toThrow();
    expect(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow();

    expect((await control('GET', `sessions/${id}`)).events).toMatchObject([{ id: event.id }]);
  });

  test('names the API request that caused it', async () => {
    const { stripe, receiver: shop } = await startTestSandbox();
    const { id } = await stripe.checkout.sessions.create(order);
    const { lastResponse } = await stripe.checkout.sessions.expire(id, {}, { idempotencyKey: 'x' });
    const [arrival] = await shop.waitForWebhooks(1);
    expect(arrival?.event.request).toEqual({ id: lastResponse.requestId, idempotency_key: 'x' });
  });

  test('is retried with exponential backoff until the shop responds with 2xx', async () => {
    const { stripe, control, receiver: shop, advance } = await startTestSandbox();
    shop.nextStatuses.push(500, 302, 404);
    const { id } = await stripe.checkout.sessions.create(order);
    await control('POST', `sessions/${id}/pay`);
    for (const [count, wait] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ] as const) {
      await shop.waitForWebhooks(count);
      const { due_at, log } = await recorded(control, count);
      const { at, took_ms } = log.at(-1);
      expect(due_at - at - took_ms).toBe(wait);
      advance(wait);
    }
    await shop.waitForWebhooks(4);
    const delivery = await recorded(control, 4);
    expect(delivery.state).toBe('delivered');
    expect(delivery.log.map(({ status }: { status: number }) => status)).toEqual([
      500, 302, 404, 200,
    ]);
    const ids = new Set(shop.received.map(({ event }) => event.id));
    expect(ids.size).toBe(1);
  });

  test('is given up after three days', async () => {
    const { stripe, control, receiver: shop, advance } = await startTestSandbox();
    shop.nextStatuses.push(500, 500);
    const { id } = await stripe.checkout.sessions.create(order);
    await control('POST', `sessions/${id}/expire`);
    await shop.waitForWebhooks(1);
    await recorded(control, 1);
    advance(3 * 24 * 3600 * 1000 + 1);
    await shop.waitForWebhooks(2);
    expect((await recorded(control, 2)).state).toBe('abandoned');
  });

  test('without a listener is a failed attempt with its reason', async () => {
    const { stripe, control } = await startTestSandbox({ webhookUrl: 'http://127.0.0.1:1/' });
    const { id } = await stripe.checkout.sessions.create(order);
    await control('POST', `sessions/${id}/pay`);
    const delivery = await recorded(control, 1);
    expect(delivery).toMatchObject({ state: 'pending', log: [{ status: null }] });
    expect(delivery.log[0].error).not.toBe('');
  });

  test('never delays the API response, even if the shop does not answer', async () => {
    const { stripe, control, receiver: shop } = await startTestSandbox();
    shop.nextStatuses.push(0);
    const { id } = await stripe.checkout.sessions.create(order);
    expect((await stripe.checkout.sessions.expire(id)).status).toBe('expired');
    await shop.waitForWebhooks(1);
    const { deliveries } = await control('GET', `deliveries?session=${id}`);
    expect(deliveries).toMatchObject([{ state: 'pending', attempts: 0 }]);
  });
});

/** Waits until the newest delivery has this many attempts. */
async function recorded(
  control: (method: string, path: string) => Promise<{ deliveries: Delivery[] }>,
  attempts: number,
): Promise<Delivery> {
  for (;;) {
    const [delivery] = (await control('GET', 'deliveries?limit=1')).deliveries;
    if (delivery && delivery.attempts >= attempts) return delivery;
  }
}

// oxlint-disable-next-line typescript/no-explicit-any
type Delivery = any;
