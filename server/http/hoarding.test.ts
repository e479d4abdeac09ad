import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createShop } from '../bootstrap/shop.ts';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { callMutation } from '../testing/call-trpc.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import { appRouter } from '../trpc/router.ts';
import { createRequestHandler } from './request-handler.ts';

/*
 * Who tries to lock the stock with unpaid orders, by replacing whatever costs nothing to replace. Tests use
 * networks of their own; the test's peer is a trusted proxy.
 */

const NETWORK_ORDERS_MAX = 4;
const CUSTOMER_ORDERS_MAX = 2;
const SKU_UNITS_MAX = 10;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({
    MAX_OPEN_ORDERS: String(CUSTOMER_ORDERS_MAX),
    NETWORK_MAX_OPEN_ORDERS: String(NETWORK_ORDERS_MAX),
    NETWORK_MAX_UNITS_HELD: String(SKU_UNITS_MAX),
  });
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

interface Attempt {
  skuId: string;
  quantity?: number;
  from: string;
  email?: string;
  cookie?: string;
  url?: string;
}

/** Places one order; by default of a new cookie and e-mail address. Answers `placed` or the error's code. */
async function attempt({ skuId, quantity = 1, from, ...options }: Attempt): Promise<unknown> {
  const { buyerId: _, emailKey: __, clientNetwork: ___, ...order } = shop.buildOrder({});
  const { domain } = await callMutation(options.url ?? shop.url, 'orders.place', {
    input: {
      ...order,
      ...(options.email && { email: options.email }),
      lines: [{ skuId, quantity }],
      expectedTotalCents: quantity * PRICE_CENTS,
    },
    cookie: options.cookie ?? shop.newBuyer().cookie,
    headers: { 'x-forwarded-for': from },
  });
  return domain ? `${domain['code'] as string} ${domain['scope'] as string}` : 'placed';
}

async function inTurn(attempts: Attempt[]): Promise<unknown[]> {
  const answers = [];
  for (const one of attempts) answers.push(await attempt(one));
  return answers;
}

const placed = (count: number) => Array.from({ length: count }, () => 'placed');

async function lockedUnits(skuId: string): Promise<number> {
  const { locked } = await shop.deps.db
    .selectFrom('stock')
    .select('locked')
    .where('sku_id', '=', skuId)
    .executeTakeFirstOrThrow();
  return locked;
}

describe('one network with a new cookie and e-mail address for each order', () => {
  test.each([
    ['one address', Array.from({ length: 6 }, () => '203.0.113.1')],
    ['with ports', Array.from({ length: 6 }, (_, port) => `203.0.113.2:${port + 1024}`)],
    ['IPv6 neighbours', Array.from({ length: 6 }, (_, host) => `2001:db8:1:1::${host + 1}`)],
    [
      'spellings',
      [
        '2001:db8:1:2::1',
        '2001:DB8:1:2::1',
        '[2001:db8:1:2::1]:443',
        '2001:0db8:0001:0002::1',
        '2001:db8:1:2:0:0:0:1',
      ],
    ],
    [
      'IPv4 as IPv6',
      ['203.0.113.3', '::ffff:203.0.113.3', '::ffff:cb00:7103', '203.0.113.3:1', '203.0.113.3'],
    ],
    [
      'forged entries before the proxy’s own',
      Array.from({ length: 6 }, (_, n) => `198.51.100.${n}, 203.0.113.4`),
    ],
  ])('is held to its open orders: %s', async (_, addresses) => {
    const skuId = await shop.newSku({ onHand: 100 });
    const answers = await inTurn(addresses.map((from) => ({ skuId, from })));
    expect(answers.slice(0, NETWORK_ORDERS_MAX)).toEqual(placed(NETWORK_ORDERS_MAX));
    expect(new Set(answers.slice(NETWORK_ORDERS_MAX))).toEqual(
      new Set(['TOO_MANY_OPEN_ORDERS network']),
    );
    expect(await lockedUnits(skuId)).toBe(NETWORK_ORDERS_MAX);
  });

  test('is held to its units of a SKU, and may order another one', async () => {
    const [skuId, other] = [await shop.newSku({ onHand: 99 }), await shop.newSku({ onHand: 99 })];
    const from = '203.0.113.5';
    const answers = await inTurn([
      { skuId, from, quantity: 6 },
      { skuId, from, quantity: 5 },
      { skuId, from, quantity: 4 },
      { skuId: other, from, quantity: 5 },
    ]);
    expect(answers).toEqual(['placed', 'TOO_MANY_UNITS_HELD network', 'placed', 'placed']);
    expect(await lockedUnits(skuId)).toBe(SKU_UNITS_MAX);
  });

  test('can order again once an order has ended, and its address is not kept', async () => {
    const skuId = await shop.newSku({ onHand: 99 });
    const from = '203.0.113.6';
    const attempts = Array.from({ length: NETWORK_ORDERS_MAX }, () => ({ skuId, from }));
    expect(await inTurn(attempts)).toEqual(placed(NETWORK_ORDERS_MAX));
    expect(await attempt({ skuId, from })).toBe('TOO_MANY_OPEN_ORDERS network');
    const { order_id: orderId } = await shop.deps.db
      .selectFrom('order_lines')
      .select('order_id')
      .where('sku_id', '=', skuId)
      .executeTakeFirstOrThrow();
    await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
    const { network_hash } = await shop.deps.db
      .selectFrom('orders')
      .select('network_hash')
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    expect(network_hash).toBeNull();
    expect(await attempt({ skuId, from })).toBe('placed');
    expect(await attempt({ skuId, from: '203.0.113.66' })).toBe('placed');
  });
});

test('a forged X-Forwarded-For of a peer that is not trusted evades nothing', async () => {
  const settings = { ...shop.shop.settings, TRUSTED_PROXIES: ['10.0.0.0/8'] };
  const handler = createRequestHandler({ ...shop.shop, settings }, appRouter, (_, response) => {
    response.writeHead(404).end();
  });
  const server = createServer(handler).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const skuId = await shop.newSku({ onHand: 99 });
    const answers = await inTurn(
      Array.from({ length: 6 }, (_, n) => ({ skuId, url, from: `198.51.100.${n}` })),
    );
    const refused = Array.from({ length: 2 }, () => 'TOO_MANY_OPEN_ORDERS network');
    expect(answers).toEqual([...placed(NETWORK_ORDERS_MAX), ...refused]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('one mailbox in many spellings, with new cookies and addresses, is one customer', async () => {
  const skuId = await shop.newSku({ onHand: 99 });
  const emails = [
    'h.oarder@gmail.com',
    'hoarder+1@gmail.com',
    'HOARDER@googlemail.com',
    'hoarde.r+x@Gmail.com',
  ];
  const answers = await inTurn(
    emails.map((email, n) => ({ skuId, email, from: `192.0.2.${n + 1}` })),
  );
  const refused = 'TOO_MANY_OPEN_ORDERS customer';
  expect(answers).toEqual([...placed(CUSTOMER_ORDERS_MAX), refused, refused]);
});

test('one cookie with new addresses of both kinds is one customer', async () => {
  const skuId = await shop.newSku({ onHand: 99 });
  const { cookie } = shop.newBuyer();
  const answers = await inTurn(
    Array.from({ length: 3 }, (_, n) => ({ skuId, cookie, from: `192.0.2.${n + 101}` })),
  );
  expect(answers).toEqual([...placed(CUSTOMER_ORDERS_MAX), 'TOO_MANY_OPEN_ORDERS customer']);
});

describe('at the same moment', () => {
  test('300 orders of one network, in batches that overlap, place no more than its limit', async () => {
    const skuId = await shop.newSku({ onHand: 1000 });
    const answers = await Promise.all(
      Array.from({ length: 300 }, () =>
        shop.shop.placeOrder(shop.buildOrder({ [skuId]: 1 }), '203.0.113.10').then(
          () => 'placed',
          (error: { code?: string }) => error.code,
        ),
      ),
    );
    expect(answers.filter((answer) => answer === 'placed')).toHaveLength(NETWORK_ORDERS_MAX);
    expect(await lockedUnits(skuId)).toBe(NETWORK_ORDERS_MAX);
  });

  test('two web processes together exceed it by one limit at most, and then not at all', async () => {
    const skuId = await shop.newSku({ onHand: 1000 });
    const { deps } = shop;
    const second = createShop(deps, shop.shop.settings, null, deps.db);
    try {
      const place = (through: typeof second) =>
        through.placeOrder(shop.buildOrder({ [skuId]: 1 }), '203.0.113.11').catch(() => null);
      await Promise.all(
        Array.from({ length: 100 }, (_, n) => place(n % 2 === 0 ? shop.shop : second)),
      );
      expect(await lockedUnits(skuId)).toBeLessThanOrEqual(2 * NETWORK_ORDERS_MAX);
      const after = await lockedUnits(skuId);
      for (const through of [shop.shop, second]) expect(await place(through)).toBeNull();
      expect(await lockedUnits(skuId)).toBe(after);
    } finally {
      await second.drain();
    }
  });
});
