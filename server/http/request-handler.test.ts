import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v4, v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callMutation, callQuery, type CallOptions } from '../testing/call-trpc.ts';
import { appRouter } from '../trpc/router.ts';
import { createRequestHandler } from './request-handler.ts';
import { openTestShop, PRICE_CENTS, shippingAddress, type TestShop } from '../testing/test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

const place = (input: unknown, options: CallOptions = {}) =>
  callMutation(shop.url, 'orders.place', { input, ...options });

function orderBody(lines: { skuId: string; quantity: unknown }[]) {
  return {
    orderId: v7(),
    lines,
    email: `shopper-${v4()}@example.com`,
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
  test('places an order and answers a retry with the same order id the same', async () => {
    const { cookie } = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    const first = await place(body, { cookie });
    expect(first).toMatchObject({
      status: 200,
      data: { orderId: body.orderId, totalCents: PRICE_CENTS, currency: 'EUR' },
    });
    expect(await place(body, { cookie })).toEqual(first);
  });

  test.each([
    ['quantity 0', 0, 'at least 1'],
    ['a negative quantity', -1, 'at least 1'],
    ['a fraction', 1.5, 'whole number'],
    ['a huge quantity', 1_000_000, 'At most 100'],
    ['a quantity beyond what numbers hold', 1e300, ''],
    ['a quantity as text', 'two', ''],
  ])('refuses %s, names the field and changes nothing', async (_, quantity, message) => {
    const before = await totals();
    const { cookie } = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity }]);
    const answer = await place(body, { cookie });
    expect(answer).toMatchObject({ status: 400, domain: { code: 'VALIDATION' } });
    const [issue] = (answer.domain?.['issues'] ?? []) as { path: string; message: string }[];
    expect(issue?.path).toBe('lines.0.quantity');
    expect(issue?.message).toContain(message);
    expect(await totals()).toEqual(before);
  });

  test('refuses an empty cart, 1,000 lines and an order id that is no UUIDv7', async () => {
    const { cookie } = shop.newBuyer();
    const lines = Array.from({ length: 1000 }, () => ({ skuId: v4(), quantity: 1 }));
    for (const body of [
      orderBody([]),
      orderBody(lines),
      { ...orderBody([{ skuId: v4(), quantity: 1 }]), orderId: v4() },
    ]) {
      const answer = await place(body, { cookie });
      expect(answer).toMatchObject({ status: 400, domain: { code: 'VALIDATION' } });
    }
  });

  test('names the SKU that is out of stock and how many are left', async () => {
    const skuId = await shop.newSku({ onHand: 2 });
    const { cookie } = shop.newBuyer();
    const body = { ...orderBody([{ skuId, quantity: 3 }]), expectedTotalCents: 3 * PRICE_CENTS };
    expect(await place(body, { cookie })).toMatchObject({
      status: 409,
      domain: { code: 'OUT_OF_STOCK', lines: [{ skuId, wanted: 3, available: 2 }] },
    });
  });

  test.each([
    ['a NUL', 'Ada\0'],
    ['a control character', 'Ada\u001b[2J'],
    ['half of a surrogate pair', 'Ada\ud83d'],
  ])('refuses %s in a name without failing a concurrent order', async (_, name) => {
    const { cookie } = shop.newBuyer();
    const skuId = await shop.newSku({ onHand: 5 });
    const good = orderBody([{ skuId, quantity: 1 }]);
    const bad = {
      ...orderBody([{ skuId, quantity: 1 }]),
      shippingAddress: { ...shippingAddress, name },
    };
    const [refused, placed] = await Promise.all([place(bad, { cookie }), place(good, { cookie })]);
    expect(refused).toMatchObject({
      status: 400,
      domain: { code: 'VALIDATION', issues: [{ path: 'shippingAddress.name' }] },
    });
    expect(placed.status).toBe(200);
  });

  test('trims the e-mail address', async () => {
    const { cookie } = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    const typed = { ...body, email: ' shopper@example.com\t' };
    expect(await place(typed, { cookie })).toMatchObject({ status: 200 });
    const order = await shop.deps.db
      .selectFrom('orders')
      .select('email')
      .where('order_id', '=', body.orderId)
      .executeTakeFirstOrThrow();
    expect(order.email).toBe('shopper@example.com');
  });

  test('answers 400 to a body that is no JSON, and 413 to one that is too large', async () => {
    const { cookie } = shop.newBuyer();
    const broken = await place(null, { cookie, body: '{"orderId": ' });
    expect(broken.status).toBe(400);
    const huge = await place(null, { cookie, body: `"${'x'.repeat(300_000)}"` });
    expect(huge.status).toBe(413);
  });

  test('refuses a caller without a buyer cookie, or with a forged one', async () => {
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    const refused = { status: 401, domain: { code: 'NO_BUYER' } };
    expect(await place(body)).toMatchObject(refused);
    const cookie = `holdfast_buyer=${v4()}.forgedforgedforgedforge`;
    expect(await place(body, { cookie })).toMatchObject(refused);
  });

  test('refuses cross-site requests', async () => {
    const { cookie } = shop.newBuyer();
    const response = await fetch(`${shop.url}/api/trpc/orders.place`, {
      method: 'POST',
      headers: { cookie, origin: 'https://elsewhere.example' },
      body: '{}',
    });
    expect(response.status).toBe(403);
  });
});

describe('the catalogue', () => {
  test.each([
    ['catalog.list', 'search'],
    ['catalog.list', 'category'],
    ['catalog.product', 'slug'],
  ])('%s refuses control characters in %s', async (procedure, field) => {
    expect(await callQuery(shop.url, procedure, { input: { [field]: 'mug\0tee' } })).toMatchObject({
      status: 400,
      domain: { code: 'VALIDATION', issues: [{ path: field }] },
    });
  });

  test('accepts letters of every script in a search and trims it', async () => {
    expect(
      (await callQuery(shop.url, 'catalog.list', { input: { search: '  陶瓷杯 Ünï 😀\n' } }))
        .status,
    ).toBe(200);
  });
});

describe('an order of another shopper', () => {
  async function placed() {
    const owner = shop.newBuyer();
    const body = orderBody([{ skuId: await shop.newSku({ onHand: 5 }), quantity: 1 }]);
    await place(body, owner);
    return { owner, orderId: body.orderId };
  }

  test.each(['orders.requestPayment', 'orders.cancel'])(
    '%s answers as if the order did not exist',
    async (path) => {
      const { orderId } = await placed();
      const { cookie } = shop.newBuyer();
      const existing = await callMutation(shop.url, path, { input: { orderId }, cookie });
      const missing = await callMutation(shop.url, path, { input: { orderId: v7() }, cookie });
      expect(existing).toMatchObject({ status: 404, domain: { code: 'NOT_FOUND' } });
      expect(existing).toEqual(missing);
    },
  );
});

describe('for what watches the process', () => {
  const ask = async (path: string, url = shop.url) => {
    const response = await fetch(url + path);
    return [response.status, await response.json()];
  };

  test('/livez and /readyz answer 200 while the database takes writes', async () => {
    expect(await ask('/livez')).toEqual([200, { ok: true }]);
    expect(await ask('/readyz')).toEqual([200, { ok: true }]);
  });

  test('/readyz answers 503 while the process drains, and everything else is served', async () => {
    const page = (_: unknown, response: ServerResponse) => void response.end('1');
    const handler = createRequestHandler(shop.shop, appRouter, page, () => true);
    const server = createServer(handler).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expect(await ask('/readyz', url)).toEqual([503, { ok: false, problem: 'draining' }]);
      expect(await ask('/livez', url)).toEqual([200, { ok: true }]);
      expect(await ask('/', url)).toEqual([200, 1]);
    } finally {
      server.close();
    }
  });

  test('/readyz answers 503 while migrations are missing', async () => {
    const deleted = await shop.ownerDb
      .deleteFrom('kysely_migration' as never)
      .returningAll()
      .execute();
    expect(await ask('/readyz')).toEqual([503, { ok: false, problem: 'database' }]);
    await shop.ownerDb
      .insertInto('kysely_migration' as never)
      .values(deleted)
      .execute();
    expect(await ask('/readyz')).toEqual([200, { ok: true }]);
  });
});
