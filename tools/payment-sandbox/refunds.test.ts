import { describe, expect, test } from 'vitest';
import type { TestSandbox } from './test-sandbox.ts';
import { order, startTestSandbox } from './test-sandbox.ts';

async function startPaid(): Promise<TestSandbox & { sessionId: string; payment_intent: string }> {
  const testSandbox = await startTestSandbox();
  const { id: sessionId } = await testSandbox.stripe.checkout.sessions.create(order);
  const { payment_intent } = await testSandbox.control('POST', `sessions/${sessionId}/pay`);
  return { ...testSandbox, sessionId, payment_intent };
}

const typesOf = (testSandbox: TestSandbox): string[] =>
  testSandbox.receiver.received.map(({ event }) => event.type).toSorted();

describe('a refund', () => {
  test('in full is made once, with its events', async () => {
    const testSandbox = await startPaid();
    const { stripe, receiver: shop, payment_intent } = testSandbox;
    const refund = await stripe.refunds.create({
      payment_intent,
      metadata: { refund_id: 'r1' },
    });
    expect(refund).toMatchObject({
      amount: 2999,
      status: 'succeeded',
      payment_intent,
      metadata: { refund_id: 'r1' },
    });
    await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject({
      statusCode: 400,
      code: 'charge_already_refunded',
    });
    await shop.waitForWebhooks(3);
    expect(typesOf(testSandbox)).toEqual([
      'charge.refunded',
      'checkout.session.completed',
      'refund.created',
    ]);
    expect(
      shop.received.find(({ event }) => event.type === 'charge.refunded')?.event,
    ).toMatchObject({
      data: {
        object: { amount_refunded: 2999, metadata: { order_id: 'order-1' } },
      },
    });
  });

  test('in parts never exceeds the captured amount', async () => {
    const { stripe, control, payment_intent } = await startPaid();
    await stripe.refunds.create({ payment_intent, amount: 1000 });
    await expect(stripe.refunds.create({ payment_intent, amount: 2000 })).rejects.toMatchObject({
      statusCode: 400,
      param: 'amount',
      message: 'Refund amount (€20.00) is greater than unrefunded amount on charge (€19.99)',
    });
    await stripe.refunds.create({ payment_intent, amount: 1999 });
    const { data } = await stripe.refunds.list({ payment_intent });
    expect(data.map(({ amount }) => amount)).toEqual([1999, 1000]);
    const { charges } = await control('GET', 'sessions/order-1');
    expect(charges).toMatchObject([{ amount_refunded: 2999 }]);
  });

  test('of concurrent refunds never exceeds the captured amount', async () => {
    const { stripe, payment_intent } = await startPaid();
    const tries = Array.from({ length: 10 }, () =>
      stripe.refunds.create({ payment_intent, amount: 1000 }),
    );
    const given = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled');
    expect(given).toHaveLength(2);
  });

  test('is rejected without a payment, for an unpaid session and for an unknown parameter', async () => {
    const { stripe, control, payment_intent } = await startPaid();
    const { id } = await stripe.checkout.sessions.create(order);
    const declined = await control('POST', `sessions/${id}/decline`);
    await expect(
      stripe.refunds.create({ payment_intent: declined.session.payment_intent }),
    ).rejects.toThrow('does not have a successful charge to refund');
    await expect(stripe.refunds.create({ payment_intent: 'pi_none' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
    await expect(stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(
      stripe.refunds.create({ payment_intent, reason: 'duplicate' }),
    ).rejects.toMatchObject({ param: 'reason', code: 'parameter_unknown' });
  });

  test('that fails is pending, then failed, and can be repeated', async () => {
    const testSandbox = await startPaid();
    const { stripe, control, receiver: shop, payment_intent } = testSandbox;
    await control('POST', 'faults', { refund_outcome: 'failed', refund_settle_ms: 0 });
    const refund = await stripe.refunds.create({ payment_intent });
    expect(refund.status).toBe('pending');
    await shop.waitForWebhooks(4);
    expect(typesOf(testSandbox)).toEqual([
      'checkout.session.completed',
      'refund.created',
      'refund.failed',
      'refund.updated',
    ]);
    expect((await stripe.refunds.list()).data).toMatchObject([
      { id: refund.id, status: 'failed', failure_reason: 'expired_or_canceled_card' },
    ]);
    await control('DELETE', 'faults');
    expect(await stripe.refunds.create({ payment_intent })).toMatchObject({ status: 'succeeded' });
  });

  test('that is pending can be settled by hand', async () => {
    const { stripe, control, receiver: shop, payment_intent } = await startPaid();
    await control('POST', 'faults', { refund_outcome: 'pending', refund_settle_ms: -1 });
    const { id, status } = await stripe.refunds.create({ payment_intent });
    expect(status).toBe('pending');
    await expect(stripe.refunds.create({ payment_intent })).rejects.toThrow(
      'already been refunded',
    );
    await control('POST', `refunds/${id}/settle`, { outcome: 'succeeded' });
    await shop.waitForWebhooks(4);
    expect((await stripe.refunds.list()).data).toMatchObject([{ id, status: 'succeeded' }]);
    expect(await control('POST', `refunds/${id}/settle`)).toHaveProperty('error');
  });

  test('answers 500 n times and refunds nothing meanwhile', async () => {
    const { stripe, control, payment_intent } = await startPaid();
    await control('POST', 'faults', { refund_errors: 2 });
    const key = { idempotencyKey: 'refund-1' };
    for (let i = 0; i < 2; i += 1) {
      await expect(stripe.refunds.create({ payment_intent }, key)).rejects.toMatchObject({
        statusCode: 500,
        type: 'StripeAPIError',
      });
    }
    expect((await stripe.refunds.list()).data).toEqual([]);
    await stripe.refunds.create({ payment_intent }, key);
    expect((await stripe.refunds.list()).data).toHaveLength(1);
  });

  test('can store a 500 under its key, as Stripe does after execution has started', async () => {
    const { stripe, control, payment_intent } = await startPaid();
    await control('POST', 'faults', { refund_errors: 1, refund_errors_stick: true });
    const refund = (idempotencyKey: string): Promise<unknown> =>
      stripe.refunds.create({ payment_intent }, { idempotencyKey });
    await expect(refund('a')).rejects.toMatchObject({ statusCode: 500 });
    await expect(refund('a')).rejects.toMatchObject({ statusCode: 500 });
    await expect(refund('b')).resolves.toMatchObject({ status: 'succeeded' });
  });

  test('can be made and still answer 500, also on a retry with its key', async () => {
    const { stripe, control, payment_intent } = await startPaid();
    await control('POST', 'faults', { refund_errors_after: 1 });
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(
        stripe.refunds.create({ payment_intent, amount: 400 }, { idempotencyKey: 'a' }),
      ).rejects.toMatchObject({ statusCode: 500 });
    }
    expect((await stripe.refunds.list()).data).toMatchObject([{ amount: 400 }]);
  });
});

describe('by the control API', () => {
  test('a refund is made without a request of the shop', async () => {
    const { stripe, control, receiver: shop, sessionId, payment_intent } = await startPaid();
    await control('POST', `sessions/${sessionId}/refund`, { amount: 500 });
    await shop.waitForWebhooks(3);
    const { data } = await stripe.refunds.list({ payment_intent });
    expect(data.map(({ amount }) => amount)).toEqual([500]);
    const event = shop.received.find(({ event }) => event.type === 'refund.created')?.event;
    expect(event?.request).toEqual({ id: null, idempotency_key: null });
  });

  test('a disputed charge cannot be refunded', async () => {
    const { stripe, control, receiver: shop, payment_intent } = await startPaid();
    await control('POST', 'sessions/order-1/dispute', { reason: 'product_not_received' });
    await shop.waitForWebhooks(2);
    const { data } = await stripe.disputes.list({ payment_intent });
    expect(data).toMatchObject([
      { amount: 2999, reason: 'product_not_received', status: 'needs_response' },
    ]);
    await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject({
      code: 'charge_disputed',
    });

    await control('POST', 'sessions/order-1/close-dispute', { outcome: 'won' });
    await shop.waitForWebhooks(3);
    expect(shop.received.at(-1)?.event).toMatchObject({
      type: 'charge.dispute.closed',
      data: { object: { status: 'won' }, previous_attributes: { status: 'needs_response' } },
    });
    expect(await control('POST', 'sessions/order-1/close-dispute')).toHaveProperty('error');
  });
});
