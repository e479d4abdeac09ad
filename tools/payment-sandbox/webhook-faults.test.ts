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
  test('late: nothing arrives before the delay is over', async () => {
    const trial = await startTestSandbox();
    await trial.control('POST', 'faults', { webhook_delay_ms: 600_000 });
    await payOne(trial);
    trial.advance(599_000);
    expect(trial.receiver.received).toEqual([]);
    trial.advance(1000);
    await trial.receiver.waitForWebhooks(1);
  });

  test('lost: the next n never arrive, until delivered by hand', async () => {
    const trial = await startTestSandbox();
    const { control, receiver: shop } = trial;
    await control('POST', 'faults', { webhook_drop: 1 });
    const lost = await payOne(trial);
    const told = await payOne(trial);
    const [arrival] = await shop.waitForWebhooks(1);
    expect(arrival?.event.data.object).toMatchObject({ id: told });

    const { deliveries } = await control('GET', 'deliveries?state=dropped');
    expect(deliveries).toMatchObject([{ session_id: lost, attempts: 0 }]);
    await control('POST', `deliveries/${deliveries[0].id}/deliver`);
    const [, second] = await shop.waitForWebhooks(2);
    expect(second?.event.data.object).toMatchObject({ id: lost });
  });

  test('lost: all, until switched off', async () => {
    const trial = await startTestSandbox();
    await trial.control('POST', 'faults', { webhook_drop: 'all' });
    await payOne(trial);
    await payOne(trial);
    await trial.control('DELETE', 'faults');
    const told = await payOne(trial);
    const arrivals = await trial.receiver.waitForWebhooks(1);
    expect(arrivals.map(({ event }) => event.data.object)).toMatchObject([{ id: told }]);
  });

  test('duplicated: one event arrives so often', async () => {
    const trial = await startTestSandbox();
    await trial.control('POST', 'faults', { webhook_repeat: 3 });
    await payOne(trial);
    const arrivals = await trial.receiver.waitForWebhooks(3);
    expect(new Set(arrivals.map(({ event }) => event.id)).size).toBe(1);
  });

  test('reordered: n are gathered, then arrive newest first', async () => {
    const trial = await startTestSandbox();
    await trial.control('POST', 'faults', { webhook_reorder: 3 });
    const ids = [await payOne(trial), await payOne(trial)];
    trial.advance(60_000);
    expect(trial.receiver.received).toEqual([]);
    ids.push(await payOne(trial));
    const arrivals = await trial.receiver.waitForWebhooks(3);
    expect(arrivals.map(({ event }) => (event.data.object as { id: string }).id)).toEqual(
      ids.toReversed(),
    );
  });

  test('reordered: switching it off lets go of what was gathered', async () => {
    const trial = await startTestSandbox();
    await trial.control('POST', 'faults', { webhook_reorder: 3 });
    await payOne(trial);
    await trial.control('DELETE', 'faults');
    expect(await trial.receiver.waitForWebhooks(1)).toHaveLength(1);
  });

  test('paused: what waits arrives on demand, or when it is switched off', async () => {
    const trial = await startTestSandbox();
    const { control, receiver: shop } = trial;
    await control('POST', 'faults', { webhook_paused: true });
    await payOne(trial);
    expect(shop.received).toEqual([]);
    const { deliveries } = await control('POST', 'deliveries/deliver');
    expect(deliveries).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    await payOne(trial);
    expect(shop.received).toHaveLength(1);
    await control('DELETE', 'faults');
    await shop.waitForWebhooks(2);
  });
});

describe('arbitrary events', () => {
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

  test('with a valid signature, for an order that nobody made', async () => {
    const trial = await startTestSandbox();
    const { body, signature = '' } = await send(trial, 'valid');
    const event = trial.stripe.webhooks.constructEvent(body, signature, webhookSecret);
    expect(event.data.object).toMatchObject({
      object: 'checkout.session',
      metadata: { order_id: 'unknown' },
    });
  });

  test.each(['bad', 'stale', 'missing'])('with a signature that is %s', async (kind) => {
    const trial = await startTestSandbox();
    const { body, signature = '' } = await send(trial, kind);
    expect(() => trial.stripe.webhooks.constructEvent(body, signature, webhookSecret)).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
  });

  test('with a body that is no JSON', async () => {
    const { control, receiver: shop } = await startTestSandbox();
    await control('POST', 'events', { body: 'no json' });
    const [arrival] = await shop.waitForWebhooks(1);
    expect(arrival?.body).toBe('no json');
  });
});
