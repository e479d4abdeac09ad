import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { connect, order, startTestSandbox } from './test-sandbox.ts';

describe('a checkout session', () => {
  test('is created open, with its total and its page', async () => {
    const { stripe, sandbox } = await startTestSandbox();
    const session = await stripe.checkout.sessions.create(order);
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 2999,
      currency: 'eur',
      client_reference_id: 'order-1',
      metadata: { order_id: 'order-1' },
      payment_intent: null,
      url: `${sandbox.url}/pay/${session.id}`,
    });
    expect(session.expires_at - session.created).toBe(24 * 3600);
    expect(session.lastResponse.requestId).toMatch(/^req_/);
  });

  test('is retrieved and listed with its payment intent expanded', async () => {
    const { stripe, control } = await startTestSandbox();
    const { id } = await stripe.checkout.sessions.create(order);
    await control('POST', `sessions/${id}/pay`);
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer_details: { email: 'ada@example.com' },
      payment_intent: {
        status: 'succeeded',
        amount_received: 2999,
        metadata: { order_id: 'order-1' },
      },
    });
    const { data } = await stripe.checkout.sessions.list({ expand: ['data.payment_intent'] });
    expect(data[0]?.payment_intent).toEqual(session.payment_intent);
    await expect(stripe.checkout.sessions.retrieve(id, { expand: ['cancel_url'] })).rejects.toThrow(
      'cannot be expanded',
    );
  });

  test('expires on request, and then can neither be expired nor paid', async () => {
    const { stripe, control } = await startTestSandbox();
    const { id } = await stripe.checkout.sessions.create(order);
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({
      status: 'expired',
      payment_status: 'unpaid',
      url: null,
    });
    await expect(stripe.checkout.sessions.expire(id)).rejects.toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      message:
        'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `expired`.',
    });
    expect(await control('POST', `sessions/${id}/pay`)).toMatchObject({
      error: { message: 'Only an open session can be paid; this one is expired.' },
    });
  });

  test('cannot be expired once it is complete', async () => {
    const { stripe, control } = await startTestSandbox();
    const { id } = await stripe.checkout.sessions.create(order);
    await control('POST', `sessions/${id}/pay`);
    await expect(stripe.checkout.sessions.expire(id)).rejects.toThrow('a status of `complete`');
    expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe('paid');
  });

  test('is either paid or expired when both race', async () => {
    const { stripe, control } = await startTestSandbox();
    for (let round = 0; round < 20; round += 1) {
      const { id } = await stripe.checkout.sessions.create(order);
      const pay = control('POST', `sessions/${id}/pay`);
      const expire = stripe.checkout.sessions.expire(id).catch(() => null);
      const [paid, expired] = await Promise.all([pay, expire]);
      const { status } = await stripe.checkout.sessions.retrieve(id);
      expect(status).toBe(expired ? 'expired' : 'complete');
      expect('error' in paid).toBe(expired !== null);
    }
  });

  test('expires a day after its creation, not before', async () => {
    const { stripe, receiver: shop, advance } = await startTestSandbox();
    const { id } = await stripe.checkout.sessions.create(order);
    advance(24 * 3600_000 - 300_000);
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open');
    advance(301_000);
    const [{ event } = { event: undefined }] = await shop.waitForWebhooks(1);
    expect(event).toMatchObject({
      type: 'checkout.session.expired',
      data: { object: { id, status: 'expired', metadata: { order_id: 'order-1' } } },
    });
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('expired');
  });
});

describe('lists', () => {
  test('page through sessions, newest first, with filters', async () => {
    const { stripe, control } = await startTestSandbox();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.unshift((await stripe.checkout.sessions.create(order)).id);
    const first = await stripe.checkout.sessions.list({ limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.has_more).toBe(true);
    const last = await stripe.checkout.sessions.list({ limit: 3, starting_after: ids[1] });
    expect(last.data.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(last.has_more).toBe(false);
    const all: string[] = [];
    for await (const { id } of stripe.checkout.sessions.list({ limit: 2 })) all.push(id);
    expect(all).toEqual(ids);

    const { payment_intent } = await control('POST', `sessions/${ids[3]}/pay`);
    const found = await stripe.checkout.sessions.list({ payment_intent });
    expect(found.data.map(({ id }) => id)).toEqual([ids[3]]);
  });

  test('are bounded by created', async () => {
    const { stripe, advance } = await startTestSandbox();
    const early = await stripe.checkout.sessions.create(order);
    advance(60_000);
    const late = await stripe.checkout.sessions.create(order);
    const idsOf = async (created: Stripe.RangeQueryParam): Promise<string[]> =>
      (await stripe.checkout.sessions.list({ created })).data.map(({ id }) => id);
    expect(await idsOf({ gte: late.created })).toEqual([late.id]);
    expect(await idsOf({ lt: late.created })).toEqual([early.id]);
    expect(await idsOf({ gte: early.created, lt: late.created })).toEqual([early.id]);
  });
});

describe('rejects what Stripe rejects', () => {
  const line = (price: object, quantity = 1): Stripe.Checkout.SessionCreateParams['line_items'] => [
    {
      quantity,
      price_data: {
        currency: 'eur',
        unit_amount: 1000,
        product_data: { name: 'Mug' },
        ...price,
      },
    },
  ];

  test.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, object]>([
    ['no lines', { line_items: [] }, { param: 'line_items', code: 'parameter_missing' }],
    ['a quantity of 0', { line_items: line({}, 0) }, { param: 'line_items[0][quantity]' }],
    [
      'a fraction',
      { line_items: line({ unit_amount: 1.5 }) },
      { code: 'parameter_invalid_integer' },
    ],
    [
      'a price below zero',
      { line_items: line({ unit_amount: -1 }) },
      { code: 'parameter_invalid_integer' },
    ],
    ['too small a total', { line_items: line({ unit_amount: 49 }) }, { code: 'amount_too_small' }],
    ['a total of zero', { line_items: line({ unit_amount: 0 }) }, { code: 'amount_too_small' }],
    ['too large a total', { line_items: line({}, 100_000) }, { code: 'amount_too_large' }],
    [
      'too few forints',
      { line_items: line({ currency: 'huf', unit_amount: 5000 }) },
      { code: 'amount_too_small' },
    ],
    [
      'a third decimal',
      { line_items: line({ currency: 'kwd', unit_amount: 1234 }) },
      { code: 'parameter_invalid_integer' },
    ],
    [
      'a fraction of a króna',
      { line_items: line({ currency: 'isk', unit_amount: 1050 }) },
      { code: 'parameter_invalid_integer' },
    ],
    [
      'an unknown currency',
      { line_items: line({ currency: 'eux' }) },
      { param: 'line_items[0][price_data][currency]' },
    ],
    ['an invalid URL', { success_url: 'orders' }, { param: 'success_url', code: 'url_invalid' }],
    ['a subscription', { mode: 'subscription' }, { param: 'mode' }],
    ['long metadata', { metadata: { note: 'x'.repeat(501) } }, { param: 'metadata' }],
    [
      'an unknown parameter',
      { sucess_url: 'http://shop.example' } as object,
      { param: 'sucess_url', code: 'parameter_unknown' },
    ],
  ])('%s', async (_, change, error) => {
    const { stripe } = await startTestSandbox();
    await expect(stripe.checkout.sessions.create({ ...order, ...change })).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      ...error,
    });
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });

  test('an unknown session, an unknown endpoint, a wrong key', async () => {
    const { stripe, sandbox } = await startTestSandbox();
    await expect(stripe.checkout.sessions.retrieve('cs_test_none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: "No such checkout.session: 'cs_test_none'",
    });
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 404 });
    const { hostname, port } = new URL(sandbox.url);
    const clientWithWrongKey = new Stripe('sk_test_wrong', {
      host: hostname,
      port,
      protocol: 'http',
    });
    await expect(clientWithWrongKey.disputes.list()).rejects.toBeInstanceOf(
      Stripe.errors.StripeAuthenticationError,
    );
    expect((await fetch(`${sandbox.url}/v1/disputes`)).status).toBe(401);
    await expect(connect(sandbox.url).disputes.list()).resolves.toMatchObject({ data: [] });
  });
});
