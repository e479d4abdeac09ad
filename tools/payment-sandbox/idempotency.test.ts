import { expect, test } from 'vitest';
import { order, startTestSandbox } from './test-sandbox.ts';

test('the same key gets the first response again, also after the session has changed', async () => {
  const { stripe, control } = await startTestSandbox();
  const key = { idempotencyKey: 'order-1' };
  const first = await stripe.checkout.sessions.create(order, key);
  await control('POST', `sessions/${first.id}/pay`);
  const again = await stripe.checkout.sessions.create(order, key);
  expect(again.id).toBe(first.id);
  expect(again.status).toBe('open');
  expect(again.lastResponse.headers).toMatchObject({
    'idempotent-replayed': 'true',
    'original-request': first.lastResponse.requestId,
  });
  expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
});

test('the same key with other parameters or another endpoint is rejected', async () => {
  const { stripe } = await startTestSandbox();
  const key = { idempotencyKey: 'order-1' };
  const { id } = await stripe.checkout.sessions.create(order, key);
  await expect(
    stripe.checkout.sessions.create({ ...order, client_reference_id: 'order-2' }, key),
  ).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
  await expect(stripe.checkout.sessions.expire(id, {}, key)).rejects.toMatchObject({
    statusCode: 400,
    type: 'StripeIdempotencyError',
  });
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open');
});

test('a rejected request is replayed, a malformed one is not', async () => {
  const { stripe, control } = await startTestSandbox();
  const { id } = await stripe.checkout.sessions.create(order);
  const { payment_intent } = await control('POST', `sessions/${id}/pay`);

  const tooMuch = { payment_intent, amount: 3000 };
  const refuse = (): Promise<unknown> =>
    stripe.refunds.create(tooMuch, { idempotencyKey: 'too-much' });
  await expect(refuse()).rejects.toMatchObject({ statusCode: 400, param: 'amount' });
  await expect(refuse()).rejects.toMatchObject({
    headers: expect.objectContaining({ 'idempotent-replayed': 'true' }),
  });

  const key = { idempotencyKey: 'mended' };
  await expect(stripe.refunds.create({ payment_intent, amount: 0 }, key)).rejects.toThrow(
    'Invalid positive integer',
  );
  await expect(stripe.refunds.create({ payment_intent, amount: 1 }, key)).resolves.toMatchObject({
    amount: 1,
  });
});

test('a key in use is a conflict; later it is a replay', async () => {
  const { stripe, control } = await startTestSandbox();
  await control('POST', 'faults', { api_delay_ms: 300 });
  const key = { idempotencyKey: 'order-1' };
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => stripe.checkout.sessions.create(order, key)),
  );
  const refusals = answers.filter((answer) => answer.status === 'rejected');
  // On a busy machine, some arrive when the first has been answered, and are replays.
  expect(refusals.length).toBeGreaterThan(0);
  for (const { reason } of refusals) {
    expect(reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  }
  await control('DELETE', 'faults');
  await stripe.checkout.sessions.create(order, key);
  expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
});

test('the SDK’s retries resolve a conflict', async () => {
  const { stripe, control } = await startTestSandbox();
  await control('POST', 'faults', { api_delay_ms: 100 });
  const create = (): Promise<{ id: string }> =>
    stripe.checkout.sessions.create(order, { idempotencyKey: 'o', maxNetworkRetries: 3 });
  const [one, two] = await Promise.all([create(), create()]);
  expect(one.id).toBe(two.id);
});

test('keys expire after two days', async () => {
  const testSandbox = await startTestSandbox();
  const key = { idempotencyKey: 'order-1' };
  const first = await testSandbox.stripe.checkout.sessions.create(order, key);
  testSandbox.advance(49 * 3600 * 1000);
  expect((await testSandbox.stripe.checkout.sessions.create(order, key)).id).not.toBe(first.id);
});
