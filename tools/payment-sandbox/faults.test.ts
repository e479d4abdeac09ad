import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { TestSandbox } from './test-sandbox.ts';
import { connect, order, startTestSandbox } from './test-sandbox.ts';

const create = (stripe: Stripe): Promise<Stripe.Checkout.Session> =>
  stripe.checkout.sessions.create(order);

async function payOne({ stripe, control }: TestSandbox): Promise<string> {
  const { id } = await create(stripe);
  await control('POST', `sessions/${id}/pay`);
  return id;
}

describe('API faults', () => {
  test('api_outage 503 answers 503 until switched off', async () => {
    const { stripe, control } = await startTestSandbox();
    await control('POST', 'faults', { api_outage: '503' });
    await expect(create(stripe)).rejects.toMatchObject({ statusCode: 503 });
    await control('DELETE', 'faults');
    await expect(create(stripe)).resolves.toMatchObject({ status: 'open' });
  });

  test('api_outage drop closes connections, but not of the hosted page', async () => {
    const { stripe, sandbox, control } = await startTestSandbox();
    const { url } = await create(stripe);
    await control('POST', 'faults', { api_outage: 'drop' });
    await expect(create(stripe)).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect((await fetch(url ?? '')).status).toBe(200);
    expect(sandbox.faults.current().api_outage).toBe('drop');
  });

  test('api_delay_ms delays the response', async () => {
    const { stripe, sandbox, control } = await startTestSandbox();
    await control('POST', 'faults', { api_delay_ms: 200 });
    const impatientClient = connect(sandbox.url, { timeout: 50 });
    await expect(create(impatientClient)).rejects.toBeInstanceOf(
      Stripe.errors.StripeConnectionError,
    );
    const before = performance.now();
    await create(stripe);
    // A timer may fire a millisecond early.
    expect(performance.now() - before).toBeGreaterThan(195);
  });

  test('api_hang_after executes the request; a retry with the same key returns its result', async () => {
    const { stripe, sandbox, control } = await startTestSandbox();
    await control('POST', 'faults', { api_hang_after: 1 });
    const impatientClient = connect(sandbox.url, { timeout: 300 });
    const key = { idempotencyKey: 'order-1' };
    await expect(impatientClient.checkout.sessions.create(order, key)).rejects.toThrow('timeout');
    const { data } = await stripe.checkout.sessions.list();
    expect(data).toHaveLength(1);
    const again = await stripe.checkout.sessions.create(order, key);
    expect(again.id).toBe(data[0]?.id);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  test('api_rate_limit answers 429 n times', async () => {
    const { stripe, control } = await startTestSandbox();
    await control('POST', 'faults', { api_rate_limit: 2 });
    for (let i = 0; i < 2; i += 1) {
      await expect(create(stripe)).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    }
    await expect(create(stripe)).resolves.toMatchObject({ status: 'open' });
  });

  test('api_garbage answers 200 with HTML and executes nothing', async () => {
    const { stripe, control } = await startTestSandbox();
    await control('POST', 'faults', { api_garbage: 1 });
    await expect(create(stripe)).rejects.toThrow('Invalid JSON');
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });

  test('api_only limits faults to one kind of request', async () => {
    const { stripe, control } = await startTestSandbox();
    await control('POST', 'faults', { api_only: 'POST /v1/refunds', api_outage: '503' });
    await expect(create(stripe)).resolves.toMatchObject({ status: 'open' });
    await expect(stripe.refunds.create({ payment_intent: 'pi_1' })).rejects.toMatchObject({
      statusCode: 503,
    });
    await expect(stripe.refunds.list()).resolves.toMatchObject({ data: [] });
  });
});

describe('payment faults', () => {
  test('decline_all declines a valid card and leaves the session open', async () => {
    const { stripe, control } = await startTestSandbox();
    const { id } = await create(stripe);
    await control('POST', 'faults', { decline_all: true });
    expect(await control('POST', `sessions/${id}/pay`)).toMatchObject({
      outcome: 'declined',
      error: { code: 'card_declined' },
    });
    await control('DELETE', 'faults');
    await control('POST', `sessions/${id}/pay`);
    expect(await control('GET', `sessions/${id}`)).toMatchObject({
      payment_intent: { status: 'succeeded', last_payment_error: null },
    });
  });

  test('capture_offset captures a wrong amount', async () => {
    const { stripe, control, receiver: shop } = await startTestSandbox();
    const { id } = await create(stripe);
    await control('POST', 'faults', { capture_offset: -100 });
    await control('POST', `sessions/${id}/pay`);
    const [arrival] = await shop.waitForWebhooks(1);
    expect(arrival?.event.data.object).toMatchObject({ amount_total: 2899 });
    expect(await control('GET', `sessions/${id}`)).toMatchObject({
      payment_intent: { amount_received: 2899 },
    });
  });

  test('pay-after-expiry pays an expired session', async () => {
    const { stripe, control, receiver: shop } = await startTestSandbox();
    const { id } = await create(stripe);
    await control('POST', `sessions/${id}/decline`);
    const expired = await stripe.checkout.sessions.expire(id);
    const payment_intent = expired.payment_intent as string;
    expect(await control('GET', `sessions/${id}`)).toMatchObject({
      payment_intent: { status: 'canceled' },
    });
    await control('POST', `sessions/${id}/pay-after-expiry`);
    const arrivals = await shop.waitForWebhooks(3);
    expect(arrivals.map(({ event }) => event.type).toSorted()).toEqual([
      'checkout.session.completed',
      'checkout.session.expired',
      'payment_intent.payment_failed',
    ]);
    expect(await stripe.refunds.create({ payment_intent })).toMatchObject({
      amount: 2999,
    });
  });

  test.each([
    ['succeeded', 'checkout.session.async_payment_succeeded', 'paid', 'succeeded'],
    ['failed', 'checkout.session.async_payment_failed', 'unpaid', 'requires_payment_method'],
  ])('a bank transfer settles later: %s', async (outcome, type, paymentStatus, intentStatus) => {
    const { stripe, control, receiver: shop } = await startTestSandbox();
    const { id } = await create(stripe);
    const pending = await control('POST', `sessions/${id}/pay`, { method: 'bank' });
    expect(pending).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    const { payment_intent } = pending;
    const statusOfIntent = async () =>
      (await control('GET', `sessions/${id}`)).payment_intent.status;
    expect(await statusOfIntent()).toBe('processing');
    await expect(stripe.checkout.sessions.expire(id)).rejects.toThrow('`complete`');
    await expect(stripe.refunds.create({ payment_intent })).rejects.toThrow('successful charge');

    await control('POST', `sessions/${id}/settle`, { outcome });
    const [, second] = await shop.waitForWebhooks(2);
    expect([second?.event.type, shop.received[0]?.event.type]).toContain(type);
    expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe(paymentStatus);
    expect(await statusOfIntent()).toBe(intentStatus);
    expect(await control('POST', `sessions/${id}/settle`)).toHaveProperty('error');
  });
});

describe('the control API', () => {
  test('reports everything about a session, named by its order', async () => {
    const testSandbox = await startTestSandbox();
    const id = await payOne(testSandbox);
    await testSandbox.receiver.waitForWebhooks(1);
    const report = await testSandbox.control('GET', 'sessions/order-1');
    expect(report).toMatchObject({
      session: { id, status: 'complete' },
      payment_intent: { status: 'succeeded' },
      charges: [{ amount_captured: 2999 }],
      refunds: [],
      disputes: [],
      events: [{ type: 'checkout.session.completed' }],
      deliveries: [{ session_id: id }],
    });
    expect((await testSandbox.control('GET', 'sessions?reference=order-1')).sessions).toHaveLength(
      1,
    );
  });

  test('rejects a change with one invalid switch, and says what is valid', async () => {
    const { control } = await startTestSandbox();
    expect(await control('POST', 'faults', { webhook_drop: 1, api_outage: 'yes' })).toMatchObject({
      error: { message: '"api_outage" takes one of off, 503, drop, not "yes".' },
    });
    expect(await control('POST', 'faults', { webhook_dorp: 1 })).toMatchObject({
      error: { message: expect.stringContaining('There is no switch "webhook_dorp"') },
    });
    expect(await control('GET', 'faults')).toMatchObject({ webhook_drop: 0, api_outage: 'off' });
  });

  test('requires the secret key, and answers 404 for unknown calls', async () => {
    const { sandbox, control } = await startTestSandbox();
    expect((await fetch(`${sandbox.url}/_sandbox/faults`)).status).toBe(401);
    expect(await control('GET', 'nothing')).toMatchObject({
      error: { message: expect.stringContaining('GET /_sandbox/nothing') },
    });
    expect(await control('GET', 'sessions/none')).toMatchObject({
      error: { code: 'resource_missing' },
    });
    expect(await control('POST', 'sessions/none/pay')).toHaveProperty('error');
  });
});
