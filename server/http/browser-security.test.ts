import { request as sendRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';

const PUBLIC_ORIGIN = 'https://shop.example:8443';

let local: TestShop;
let live: TestShop;
beforeAll(async () => {
  [local, live] = await Promise.all([
    openTestShop(),
    openTestShop({ PUBLIC_URL: `${PUBLIC_ORIGIN}/` }),
  ]);
});
afterAll(() => Promise.all([local.close(), live.close()]));

/** Sends headers that fetch() would not let a program set. */
async function send(
  shop: TestShop,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { method = 'GET', headers = {}, body } = options;
  const request = sendRequest(`${shop.url}${path}`, { method, headers });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: await text(response),
  };
}

const own = [
  '/api/trpc/orders.list?input=%7B%7D',
  '/api/trpc/accounts.me',
  '/api/auth/get-session',
];
const ownPages = ['/orders', '/orders/x', '/admin', '/admin/orders', '/admin/sign-in'];
const publicPages = ['/', '/products/mug', '/cart', '/checkout', '/no/such/page'];
const publicFiles = ['/products/mug.svg', '/_next/static/chunks/x.js', '/pictures/x/1.webp'];
const catalogue = [
  '/api/trpc/catalog.list?input=%7B%7D',
  '/api/trpc/catalog.categories?input=%7B%7D',
];

describe('a visitor without cookies', () => {
  test.each([...publicPages, ...publicFiles, ...catalogue, ...own, ...ownPages])(
    'gets none from %s',
    async (path) => {
      expect((await send(local, path)).headers['set-cookie']).toBeUndefined();
    },
  );

  test('gets the buyer’s cookie from the first try to order, which places nothing, and orders with it', async () => {
    const skuId = await local.newSku({ onHand: 1 });
    const { buyerId: _, ...order } = local.buildOrder({ [skuId]: 1 });
    const post = (headers: Record<string, string> = {}) =>
      send(local, '/api/trpc/orders.place', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(order),
      });
    const first = await post();
    expect(first.status).toBe(401);
    const [setCookie = ''] = first.headers['set-cookie'] ?? [];
    expect(setCookie).toMatch(/^holdfast_buyer=.*; HttpOnly; SameSite=Lax$/);
    const second = await post({ cookie: setCookie.split(';')[0]! });
    expect(second.status).toBe(200);
    expect(second.headers['set-cookie']).toBeUndefined();
  });
});

describe('what may be stored', () => {
  test.each([...own, ...ownPages, ...catalogue, '/readyz'])('nobody stores %s', async (path) => {
    expect((await send(local, path)).headers['cache-control']).toContain('no-store');
  });

  test.each(['/api/trpc/%', '/api/trpc/no.such', '/pictures/none/1.webp'])(
    'nobody stores the error of %s',
    async (path) => {
      const { status, headers } = await send(local, path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['cache-control']).toContain('no-store');
    },
  );

  test.each(publicPages)('%s varies by what chooses its language and time zone', async (path) => {
    const { vary = '' } = (await send(local, path)).headers;
    expect(vary.split(/, */)).toEqual(expect.arrayContaining(['Cookie', 'Accept-Language']));
  });

  test.each(publicFiles.slice(0, 2))('%s does not vary by cookies', async (path) => {
    expect((await send(local, path)).headers.vary ?? '').not.toContain('Cookie');
  });
});

describe('policies', () => {
  test.each([...publicPages, ...ownPages])(
    '%s runs no inline script without its nonce',
    async (path) => {
      const { headers } = await send(local, path);
      const policy = headers['content-security-policy']?.toString() ?? '';
      expect(policy).toMatch(/script-src 'self' 'nonce-[\da-f]{32}';/);
      for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(part);
      }
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    },
  );

  test.each([...own, ...catalogue, '/readyz', '/api/trpc/%'])('%s is no document', async (path) => {
    const { headers } = await send(local, path);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each(publicFiles)('%s runs nothing when it is opened by itself', async (path) => {
    const policy = (await send(local, path)).headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
  });

  test.each(['/', '/products/mug.svg', '/api/trpc/accounts.me', '/api/trpc/%'])(
    '%s asks browsers to stay with https only where the shop has it',
    async (path) => {
      expect((await send(live, path)).headers['strict-transport-security']).toMatch(
        /max-age=\d{8}/,
      );
      expect((await send(local, path)).headers['strict-transport-security']).toBeUndefined();
    },
  );
});

describe('under https', () => {
  test('the cookies of buyers and staff cannot be set by a subdomain', async () => {
    const buyer = await send(live, '/api/trpc/orders.place', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const staff = await signInEachRole(live, PUBLIC_ORIGIN);
    expect(buyer.headers['set-cookie']?.join()).toMatch(/^__Host-holdfast_buyer=.*; Secure$/);
    expect(staff.admin).toMatch(/^__Host-holdfast-staff\.session_token=/);
    const me = await send(live, '/api/trpc/accounts.me', { headers: { cookie: staff.admin } });
    expect(me.body).toContain('admin@shop.example');
  });

  test('a cookie without the prefix is not taken', () => {
    const { cookie } = live.newBuyer();
    expect(live.shop.buyerCookies.read(cookie)).not.toBeNull();
    expect(live.shop.buyerCookies.read(cookie.replace('__Host-', ''))).toBeNull();
  });
});

describe('a request that another site made the browser send', () => {
  const forge = (headers: Record<string, string>, shop = live, path = '/api/trpc/orders.cancel') =>
    send(shop, path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: shop.newBuyer().cookie,
        host: 'shop.example:8443',
        ...headers,
      },
      body: '{}',
    });

  test.each([
    ['http instead of https', 'http://shop.example:8443'],
    ['another port', 'https://shop.example:9443'],
    ['the default port', 'https://shop.example'],
    ['a longer name', 'https://shop.example.evil.example:8443'],
    ['a name that ends like it', 'https://evilshop.example:8443'],
    ['a subdomain', 'https://www.shop.example:8443'],
    ['credentials', 'https://shop.example:8443@evil.example'],
    ['null', 'null'],
    ['nothing', ''],
    ['another site', 'https://elsewhere.example'],
  ])('is refused for the origin of %s, whatever its Host says', async (_, origin) => {
    const hosts = ['shop.example:8443', URL.canParse(origin) ? new URL(origin).host : 'x'];
    for (const host of hosts) {
      expect((await forge({ origin, host })).status).toBe(403);
      expect((await forge({ origin, host }, live, '/api/auth/sign-out')).status).toBe(403);
    }
  });

  test.each(['cross-site', 'same-site'])('is refused if the browser calls it %s', async (site) => {
    const headers = { 'sec-fetch-site': site };
    expect((await forge({ ...headers, origin: PUBLIC_ORIGIN })).status).toBe(403);
    expect((await forge(headers)).status).toBe(403);
    const read = await send(live, '/api/trpc/accounts.me', {
      headers: { ...headers, 'sec-fetch-mode': 'no-cors' },
    });
    expect(read.status).toBe(403);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ])('is refused as a form of type "%s" from a browser that names no origin', async (type) => {
    expect((await forge({ 'content-type': type })).status).toBe(403);
  });

  test('is allowed from the shop’s own pages, and without a browser', async () => {
    // Refused by the procedure, not before it.
    const ownPage = { origin: PUBLIC_ORIGIN, 'sec-fetch-site': 'same-origin' };
    expect((await forge(ownPage)).status).toBe(400);
    expect((await forge({})).status).toBe(400);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await send(live, '/orders/x', { headers: link })).status).toBe(404);
  });

  test('on this machine all names of the machine are one origin, other ports are not', async () => {
    const { port } = new URL(local.url);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      expect((await forge({ origin: `http://${name}:${port}` }, local)).status).toBe(400);
      expect((await forge({ origin: `http://${name}:${Number(port) + 1}` }, local)).status).toBe(
        403,
      );
      expect((await forge({ origin: `https://${name}:${port}` }, local)).status).toBe(403);
    }
  });
});

test('no link can change anything: a mutation is refused as GET, alone and in a batch', async () => {
  const { cookie, buyerId } = local.newBuyer();
  const skuId = await local.newSku({ onHand: 1 });
  const { orderId } = await local.shop.placeOrder(
    local.buildOrder({ [skuId]: 1 }, { buyerId }),
    'x',
  );
  const input = encodeURIComponent(JSON.stringify({ orderId }));
  const batch = encodeURIComponent(JSON.stringify({ 0: { orderId }, 1: { orderId } }));
  for (const path of [
    `orders.cancel?input=${input}`,
    `orders.cancel?batch=1&input=${batch}`,
    `orders.get,orders.cancel?batch=1&input=${batch}`,
  ]) {
    const { body } = await send(local, `/api/trpc/${path}`, {
      headers: { cookie, 'x-http-method-override': 'POST', 'x-http-method': 'POST' },
    });
    expect(body).toMatch(/METHOD_NOT_SUPPORTED|Cannot mix procedure types/);
  }
  const order = await local.deps.db
    .selectFrom('orders')
    .select('status')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  expect(order.status).toBe('pending_payment');
});
