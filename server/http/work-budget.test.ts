import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { initTRPC } from '@trpc/server';
import { afterEach, describe, expect, test } from 'vitest';
import { callMutation } from '../testing/call-trpc.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { HttpError } from './request.ts';
import { createRequestHandler } from './request-handler.ts';
import { createWorkBudget } from './work-budget.ts';

const MINUTE_MS = 60_000;

function openBudget(requestsPerMinute: number) {
  let nowMs = 0;
  const budget = createWorkBudget(requestsPerMinute, () => nowMs);
  return {
    ...budget,
    advance: (ms: number) => (nowMs += ms),
    /** How many requests of this cost are accepted in a row. */
    count(network: string, cost = 1): number {
      for (let accepted = 0; ; accepted++) {
        try {
          budget.spend(network, cost);
        } catch {
          return accepted;
        }
      }
    },
  };
}

describe('the budget of a network', () => {
  test('allows an eighth of a minute’s requests at once, then as many as a minute refills', () => {
    const budget = openBudget(120);
    expect(budget.count('a')).toBe(15);
    budget.advance(500);
    expect(budget.count('a')).toBe(1);
    budget.advance(10 * MINUTE_MS);
    expect(budget.count('a')).toBe(15);
  });

  test('is not reduced by other networks or by refused requests', () => {
    const budget = openBudget(120);
    expect(budget.count('a')).toBe(15);
    expect(budget.count('b')).toBe(15);
    budget.advance(500);
    expect(budget.count('a')).toBe(1);
  });

  test('counts what a request costs', () => {
    const budget = openBudget(120);
    expect(budget.count('a', 5)).toBe(3);
  });

  test('is also spent by what turned out worthless, which delays the next request', () => {
    const budget = openBudget(120);
    budget.charge('a', 1000);
    budget.advance(7500);
    expect(budget.count('a')).toBe(0);
    budget.advance(7500);
    expect(budget.count('a')).toBe(15);
  });

  test('refuses with when to come back', () => {
    const budget = openBudget(120);
    budget.count('a');
    let refusal: unknown;
    try {
      budget.spend('a', 10);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(HttpError);
    expect(refusal).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
  });

  test('without a limit everything is allowed', async () => {
    const budget = createWorkBudget(0);
    for (let n = 0; n < 1000; n++) budget.spend('a', 1000);
    expect(await budget.schedule('a', () => Promise.resolve('done'))).toBe('done');
  });
});

test('work of one network waits for its own, and what would wait too long is refused; others are not affected', async () => {
  const budget = openBudget(6000);
  const running = { a: 0, b: 0 };
  const finish = Promise.withResolvers<void>();
  const work = (network: 'a' | 'b') =>
    budget.schedule(network, async () => {
      running[network]++;
      await finish.promise;
    });
  const accepted = Array.from({ length: 102 }, () => work('a'));
  await expect(work('a')).rejects.toMatchObject({ status: 429 });
  const other = work('b');
  await Promise.resolve();
  await Promise.resolve();
  expect(running).toEqual({ a: 2, b: 1 });
  finish.resolve();
  await Promise.all([...accepted, other]);
  expect(running.a).toBe(102);
});

test('clients that left do not keep their network waiting, whatever their requests still wait for', async () => {
  const shop = await openTestShop({ REQUESTS_PER_MINUTE: '3000' });
  const never = new Promise<void>(() => {});
  const t = initTRPC.create();
  const router = t.router({ long: t.procedure.query(() => 'x'.repeat(5_000_000)) });
  const handler = createRequestHandler(shop.shop, router, (request, response) => {
    if (request.url === '/a-page') return void response.end();
    response.write('it begins');
    return never;
  });
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    for (const path of ['/never', '/api/trpc/long', '/never', '/api/trpc/long']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      await once(socket, 'readable');
      socket.destroy();
    }
    expect((await fetch(`http://127.0.0.1:${port}/a-page`)).status).toBe(200);
  } finally {
    server.close();
    await shop.close();
  }
});

describe('REQUESTS_PER_MINUTE over HTTP', () => {
  let shop: TestShop;
  afterEach(async () => {
    await shop.expectNoAuditViolations();
    await shop.close();
  });

  const get = async (path: string, client: string) => {
    const response = await fetch(shop.url + path, { headers: { 'x-forwarded-for': client } });
    await response.body?.cancel();
    return response.status;
  };

  test('a batch counts as its queries, a page as five, and other networks are served meanwhile', async () => {
    shop = await openTestShop({ REQUESTS_PER_MINUTE: '120', TRUSTED_PROXIES: '1' });
    const batch = `/api/trpc/${Array.from({ length: 5 }, () => 'catalog.list').join(',')}?batch=1&input={}`;
    expect(await get(batch, '198.51.100.1')).not.toBe(429);
    expect(await get('/a-page', '198.51.100.1')).toBe(404);
    expect(await get('/a-page', '198.51.100.1')).toBe(404);
    expect(await get('/a-page', '198.51.100.1')).toBe(429);
    expect(await get('/a-page', '198.51.100.2')).toBe(404);
  });

  test('the refusal of a procedure can be read by its client, and nothing was done', async () => {
    shop = await openTestShop({ REQUESTS_PER_MINUTE: '8' });
    const { buyerId: _, ...input } = shop.buildOrder({ [await shop.newSku({ onHand: 5 })]: 1 });
    const { cookie } = shop.newBuyer();
    expect((await callMutation(shop.url, 'orders.place', { input, cookie })).status).toBe(200);
    expect(await callMutation(shop.url, 'orders.place', { input, cookie })).toMatchObject({
      status: 429,
      domain: { code: 'RATE_LIMITED' },
    });
  });

  test('forged webhooks use the budget up', async () => {
    shop = await openTestShop({ REQUESTS_PER_MINUTE: '80' });
    const forge = async () =>
      (
        await fetch(`${shop.url}/api/webhooks/stripe`, {
          method: 'POST',
          body: '{}',
          headers: { 'stripe-signature': 't=1,v1=0' },
        })
      ).status;
    expect([await forge(), await forge(), await forge(), await forge()]).toEqual([
      400, 400, 400, 429,
    ]);
  });
});
