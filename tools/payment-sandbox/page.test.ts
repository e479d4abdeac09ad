import { describe, expect, test } from 'vitest';
import { controlPageCookie, controlPageUrl } from './control/control-page-key.ts';
import type { TestSandbox } from './test-sandbox.ts';
import { order, secretKey, startTestSandbox } from './test-sandbox.ts';

const goodForm = {
  method: 'card',
  email: 'ada@example.com',
  number: '4242 4242 4242 4242',
  expiry: '12/34',
  cvc: '123',
  name: 'Ada',
};

async function openPage(): Promise<
  TestSandbox & { id: string; url: string; send: (form: object) => Promise<Response> }
> {
  const testSandbox = await startTestSandbox();
  const { id, url } = await testSandbox.stripe.checkout.sessions.create(order);
  const address = url ?? '';
  return {
    ...testSandbox,
    id,
    url: address,
    send: (form) =>
      fetch(address, {
        method: 'POST',
        body: new URLSearchParams({ ...goodForm, ...form }),
        redirect: 'manual',
      }),
  };
}

describe('the hosted page', () => {
  test('shows lines, total and a link to the shop, escaped', async () => {
    const { url } = await openPage();
    const html = await (await fetch(url)).text();
    expect(html).toContain('Pay €29.99');
    expect(html).toContain('2 × €12.50');
    expect(html).toContain('Tea &amp; &lt;honey&gt;');
    expect(html).toContain('href="http://shop.example/orders/1"');
    expect(html).toContain('value="4242 4242 4242 4242"');
    expect(html).toContain('No real money');
  });

  test('pays and redirects to the shop; submitted twice it pays once', async () => {
    const { id, send, control, receiver: shop } = await openPage();
    const [one, two] = await Promise.all([send({}), send({})]);
    for (const answer of [one, two]) {
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(`http://shop.example/orders/1?session=${id}`);
    }
    await shop.waitForWebhooks(1);
    expect(await control('GET', `sessions/${id}`)).toMatchObject({
      session: { customer_details: { name: 'Ada', email: 'ada@example.com' } },
      charges: [{ status: 'succeeded' }],
    });
  });

  test.each([
    ['4000 0000 0000 0002', 'Your card was declined.'],
    ['4000000000009995', 'Your card has insufficient funds.'],
    ['4012 8888 8888 1881', 'only test cards work here'],
  ])('declines %s and accepts another card', async (number, words) => {
    const { id, send, stripe } = await openPage();
    const declined = await send({ number });
    expect(declined.status).toBe(402);
    const html = await declined.text();
    expect(html).toContain(words);
    expect(html).toContain(`value="${number}"`);
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open');
    expect((await send({})).status).toBe(303);
    expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe('paid');
  });

  test.each([
    [{ number: '4242 4242 4242 4241' }, 'This is not a card number.'],
    [{ number: '' }, 'This is not a card number.'],
    [{ expiry: '13/34' }, 'Write month and year as MM/YY'],
    [{ expiry: '01/20' }, 'This date has passed.'],
    [{ cvc: '12' }, 'three or four digits'],
    [{ email: 'ada' }, 'This is not an e-mail address.'],
  ])('shows an error at the field for %o', async (form, words) => {
    const { send, stripe, id } = await openPage();
    const answer = await send(form);
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(words);
    expect(html).toContain('aria-invalid="true"');
    expect((await stripe.checkout.sessions.retrieve(id)).payment_intent).toBeNull();
  });

  test('starts a bank transfer without validating the card', async () => {
    const { send, stripe, control, id, url } = await openPage();
    expect((await send({ method: 'bank', number: '' })).status).toBe(303);
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    expect(await (await fetch(url)).text()).toContain('Your bank transfer is on its way');
    await control('POST', `sessions/${id}/settle`, { outcome: 'failed' });
    expect(await (await fetch(url)).text()).toContain('Your bank transfer did not arrive');
  });

  test('shows the state of a session that is not open', async () => {
    const { send, stripe, control, id, url } = await openPage();
    await stripe.checkout.sessions.expire(id);
    expect(await (await fetch(url)).text()).toContain('This payment page has expired');
    const late = await send({});
    expect(late.status).toBe(410);
    expect(await late.text()).toContain('no money was taken');
    expect((await control('GET', `sessions/${id}`)).charges).toEqual([]);

    const other = await stripe.checkout.sessions.create(order);
    await fetch(other.url ?? '', {
      method: 'POST',
      body: new URLSearchParams(goodForm),
      redirect: 'manual',
    });
    expect(await (await fetch(other.url ?? '')).text()).toContain('This has been paid');
    const missing = await fetch(url.replace(id, 'cs_test_none'));
    expect(missing.status).toBe(404);
  });
});

describe('the control page', () => {
  const press = (
    { sandbox }: TestSandbox,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(`${sandbox.url}/_sandbox`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
      headers: { cookie: controlPageCookie(secretKey), ...headers },
    });

  test('opens with its key, which moves to a cookie, and with nothing else', async () => {
    const { sandbox } = await openPage();
    const open = (url: string, cookie = '') =>
      fetch(url, { headers: { cookie }, redirect: 'manual' });
    const page = `${sandbox.url}/_sandbox`;
    for (const [url, cookie] of [
      [page],
      [`${page}?key=`],
      [`${page}?key=${secretKey}`],
      [page, 'sandbox_control=other'],
    ] as const) {
      const refused = await open(url, cookie);
      expect(refused.status).toBe(401);
      expect(await refused.text()).not.toContain('webhook_drop');
    }
    const entered = await open(controlPageUrl(sandbox.url, secretKey));
    expect(entered.headers.get('location')).toBe('/_sandbox');
    const [cookie = ''] = entered.headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(await (await open(page, cookie.split(';')[0])).text()).toContain('webhook_drop');
  });

  test('refuses a button without its key', async () => {
    const testSandbox = await openPage();
    const form = { do: 'set-faults', decline_all: 'on' };
    expect((await press(testSandbox, form, { cookie: '' })).status).toBe(401);
    expect(testSandbox.sandbox.faults.current().decline_all).toBe(false);
  });

  test('sets and resets switches', async () => {
    const testSandbox = await openPage();
    const answer = await press(testSandbox, {
      do: 'set-faults',
      webhook_drop: 'all',
      webhook_repeat: '2',
      decline_all: 'on',
    });
    expect(answer.status).toBe(303);
    expect(testSandbox.sandbox.faults.current()).toMatchObject({
      webhook_drop: 'all',
      webhook_repeat: 2,
      decline_all: true,
      webhook_paused: false,
    });
    await press(testSandbox, { do: 'reset-faults' });
    expect(testSandbox.sandbox.faults.current()).toMatchObject({
      webhook_drop: 0,
      webhook_repeat: 1,
    });
    const wrong = await press(testSandbox, { do: 'set-faults', webhook_repeat: 'often' });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('a whole number from 1 to 50');
  });

  test('settles, refunds, disputes and delivers', async () => {
    const testSandbox = await openPage();
    const { id, control, receiver: shop } = testSandbox;
    await control('POST', `sessions/${id}/pay`, { method: 'bank' });
    await press(testSandbox, { do: 'settle:succeeded', id });
    await press(testSandbox, { do: 'refund', id });
    await press(testSandbox, { do: 'dispute', id });
    const arrivals = await shop.waitForWebhooks(5);
    expect(arrivals.map(({ event }) => event.type)).toContain('charge.dispute.created');
    const { deliveries } = await control('GET', 'deliveries');
    await press(testSandbox, { do: 'deliver', id: deliveries[0].id });
    await shop.waitForWebhooks(6);
    const page = await fetch(`${testSandbox.sandbox.url}/_sandbox`, {
      headers: { cookie: controlPageCookie(secretKey) },
    });
    const html = await page.text();
    expect(html).toContain('order-1');
    expect(html).toContain('charge.dispute.created');
  });

  test('rejects a form of another site', async () => {
    const testSandbox = await openPage();
    const answer = await press(
      testSandbox,
      { do: 'set-faults', decline_all: 'on' },
      { origin: 'http://evil.example' },
    );
    expect(answer.status).toBe(400);
    expect(testSandbox.sandbox.faults.current().decline_all).toBe(false);
  });
});
