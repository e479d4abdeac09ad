import { v4, v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestShop, PRICE_CENTS, shippingAddress, type TestShop } from '../testing/test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

interface Answer {
  status: number;
  result?: Record<string, unknown>;
  /** What the caller is told in machine-readable form. */
  domain?: Record<string, unknown>;
  message?: string;
}

async function call(
  path: string,
  body: unknown,
  options: { cookie?: string; raw?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${shop.url}/api/trpc/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.cookie && { cookie: options.cookie }),
      ...options.headers,
    },
    body: options.raw ?? JSON.stringify(body),
  });
  const answer = (await response.json()) as {
    result?: { data: Record<string, unknown> };
    error?: { message: string; data: { domain: Record<string, unknown> } };
  };
  return {
    status: response.status,
    result: answer.result?.data,
    domain: answer.error?.data?.domain,
    message: answer.error?.message,
  };
}

function orderBody(lines: { skuId: string; quantity: unknown }[]) {
  return {
    orderId: v7(),
    lines,
    email: 'shopper@example.com',
    shippingAddress,
    expectedTotalCents: PRICE_CENTS,
  };
}

async function totals() {
  const { db } = shop.deps;
  const orders = await db.selectFrom('orders').select('order_id').execute();
  const stock = await db.selectFrom('stock').select('locked').execute();
  return { orders: orders.length, locked: stock.reduce((sum, row) => sum + row.locked, 0) };
}

describe('orders.place over HTTP', () => {
  test('places an order and answers the same when it is sent again', async () => {
    const { cookie } = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    const first = await call('orders.place', body, { cookie });
    expect(first).toMatchObject({
      status: 200,
      result: { orderId: body.orderId, totalCents: PRICE_CENTS, currency: 'EUR' },
    });
    expect(await call('orders.place', body, { cookie })).toEqual(first);
  });

  test.each([
    ['quantity 0', 0, 'at least 1'],
    ['a negative quantity', -1, 'at least 1'],
    ['a fraction', 1.5, 'whole number'],
    ['a huge quantity', 1_000_000, 'At most 100'],
    ['a quantity beyond what numbers hold', 1e300, ''],
    ['a quantity in words', 'two', ''],
  ])('refuses %s, says what is wrong and changes nothing', async (_, quantity, message) => {
    const before = await totals();
    const { cookie } = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity }]);
    const answer = await call('orders.place', body, { cookie });
    expect(answer).toMatchObject({ status: 400, domain: { code: 'VALIDATION' } });
    const [issue] = (answer.domain?.['issues'] ?? []) as { path: string; message: string }[];
    expect(issue?.path).toBe('lines.0.quantity');
    expect(issue?.message).toContain(message);
    expect(await totals()).toEqual(before);
  });

  test('refuses an empty cart, a thousand lines and an id that is no UUIDv7', async () => {
    const { cookie } = shop.newBuyer();
    const lines = Array.from({ length: 1000 }, () => ({ skuId: v4(), quantity: 1 }));
    for (const body of [
      orderBody([]),
      orderBody(lines),
      { ...orderBody([{ skuId: v4(), quantity: 1 }]), orderId: v4() },
    ]) {
      const answer = await call('orders.place', body, { cookie });
      expect(answer).toMatchObject({ status: 400, domain: { code: 'VALIDATION' } });
    }
  });

  test('says which item is sold out and how many are left', async () => {
    const skuId = await shop.newSku({ onHand: 2 });
    const { cookie } = shop.newBuyer();
    const body = { ...orderBody([{ skuId, quantity: 3 }]), expectedTotalCents: 3 * PRICE_CENTS };
    expect(await call('orders.place', body, { cookie })).toMatchObject({
      status: 409,
      domain: { code: 'OUT_OF_STOCK', lines: [{ skuId, wanted: 3, available: 2 }] },
    });
  });

  test.each([
    ['a NUL', 'Ada\0'],
    ['a control character', 'Ada\u001b[2J'],
    ['half of a surrogate pair', 'Ada\ud83d'],
  ])('refuses %s in a name, and the order beside it is placed', async (_, name) => {
    const { cookie } = shop.newBuyer();
    const skuId = await shop.newSku({ onHand: 5 });
    const good = orderBody([{ skuId, quantity: 1 }]);
    const bad = {
      ...orderBody([{ skuId, quantity: 1 }]),
      shippingAddress: { ...shippingAddress, name },
    };
    const [refused, placed] = await Promise.all([
      call('orders.place', bad, { cookie }),
      call('orders.place', good, { cookie }),
    ]);
    expect(refused).toMatchObject({
      status: 400,
      domain: { code: 'VALIDATION', issues: [{ path: 'shippingAddress.name' }] },
    });
    expect(placed.status).toBe(200);
  });

  test('takes an e-mail address with blanks around it as the address alone', async () => {
    const { cookie } = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    const typed = { ...body, email: ' shopper@example.com\t' };
    expect(await call('orders.place', typed, { cookie })).toMatchObject({ status: 200 });
    const order = await shop.deps.db
      .selectFrom('orders')
      .select('email')
      .where('order_id', '=', body.orderId)
      .executeTakeFirstOrThrow();
    expect(order.email).toBe('shopper@example.com');
  });

  test('answers a body that is no JSON, and one that is too large, with a clear refusal', async () => {
    const { cookie } = shop.newBuyer();
    const broken = await call('orders.place', null, { cookie, raw: '{"orderId": ' });
    expect(broken.status).toBe(400);
    const huge = await call('orders.place', null, { cookie, raw: `"${'x'.repeat(300_000)}"` });
    expect(huge.status).toBe(413);
  });

  test('refuses a buyer without the cookie, or with one that we did not sign', async () => {
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    const refused = { status: 401, domain: { code: 'NO_BUYER' } };
    expect(await call('orders.place', body)).toMatchObject(refused);
    const cookie = `holdfast_buyer=${v4()}.forgedforgedforgedforge`;
    expect(await call('orders.place', body, { cookie })).toMatchObject(refused);
  });

  test('refuses what a page of another site sends', async () => {
    const { cookie } = shop.newBuyer();
    const headers = { origin: 'https://elsewhere.example' };
    const response = await fetch(`${shop.url}/api/trpc/orders.place`, {
      method: 'POST',
      headers: { cookie, ...headers },
      body: '{}',
    });
    expect(response.status).toBe(403);
  });
});

describe('the catalogue', () => {
  const ask = async (procedure: string, input: object) => {
    const query = encodeURIComponent(JSON.stringify(input));
    const response = await fetch(`${shop.url}/api/trpc/${procedure}?input=${query}`);
    const answer = (await response.json()) as { error?: { data: { domain: unknown } } };
    return { status: response.status, domain: answer.error?.data.domain };
  };

  test.each([
    ['catalog.list', 'search'],
    ['catalog.list', 'category'],
    ['catalog.product', 'slug'],
  ])('%s refuses control characters in %s', async (procedure, field) => {
    expect(await ask(procedure, { [field]: 'mug\0tee' })).toMatchObject({
      status: 400,
      domain: { code: 'VALIDATION', issues: [{ path: field }] },
    });
  });

  test('takes letters of every script, and drops blanks around a search', async () => {
    expect((await ask('catalog.list', { search: '  陶瓷杯 Ünï 😀\n' })).status).toBe(200);
  });
});

describe('somebody else’s order', () => {
  async function placed() {
    const owner = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    await call('orders.place', body, owner);
    return { owner, orderId: body.orderId };
  }

  test.each(['orders.requestPayment', 'orders.cancel'])(
    '%s answers as if it did not exist',
    async (path) => {
      const { orderId } = await placed();
      const stranger = await call(path, { orderId }, shop.newBuyer());
      const nobodys = await call(path, { orderId: v7() }, shop.newBuyer());
      expect(stranger).toMatchObject({ status: 404, domain: { code: 'NOT_FOUND' } });
      expect(stranger).toEqual(nobodys);
    },
  );

  test('can be opened from another device with its key, and with no other', async () => {
    const { owner, orderId } = await placed();
    const get = async (input: object, cookie: string) => {
      const query = encodeURIComponent(JSON.stringify(input));
      const response = await fetch(`${shop.url}/api/trpc/orders.get?input=${query}`, {
        headers: { cookie },
      });
      return (await response.json()) as { result?: { data: { key: string } } };
    };
    const key = (await get({ orderId }, owner.cookie)).result?.data.key;
    expect(key).toBeDefined();
    const other = shop.newBuyer().cookie;
    expect((await get({ orderId, key }, other)).result?.data.key).toBe(key);
    expect((await get({ orderId, key: `${key}x` }, other)).result).toBeUndefined();
    expect((await get({ orderId }, other)).result).toBeUndefined();
  });
});

describe('the back office', () => {
  test('is closed to whoever is not signed in', async () => {
    for (const path of [
      'admin.overview',
      'admin.locks.list?input={}',
      'admin.orders.list?input={}',
    ]) {
      const response = await fetch(`${shop.url}/api/trpc/${path}`);
      expect(response.status).toBe(401);
    }
    expect(await call('admin.sweeps.run', undefined)).toMatchObject({ status: 401 });
  });
});

test('health is answered while the database is there', async () => {
  const response = await fetch(`${shop.url}/healthz`);
  expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
});
