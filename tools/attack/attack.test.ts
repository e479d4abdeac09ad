import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInEachRole } from '#server/testing/sign-in-staff.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '#server/testing/test-shop.ts';
import type { Target } from './attack.ts';
import { ATTACKS } from './attacks.ts';
import { newOrder } from './new-order.ts';
import { p99, summarize } from './run-attacks.ts';
import { mutate } from './send.ts';

/** Those that end by themselves within seconds; `npm run attack` runs all, and with pages. */
const SHORT = ATTACKS.filter(
  ({ name, needsPages }) => !needsPages && !/^(slow|endless|a picture of 1 ×|guesses)/.test(name),
);
const SECONDS_MAX = 2;

let shop: TestShop;
let target: Target;
beforeAll(async () => {
  // The limits of a shop by default.
  shop = await openTestShop({
    REQUESTS_PER_MINUTE: '3000',
    NETWORK_MAX_OPEN_ORDERS: '40',
    NETWORK_MAX_UNITS_HELD: '40',
    NETWORK_MAX_UNITS_HELD_TOTAL: '200',
  });
  const skuId = await shop.newSku({ onHand: 100_000 });
  const buyers = Array.from({ length: 300 }, () => shop.newBuyer().cookie);
  const order = newOrder(skuId, PRICE_CENTS);
  await mutate(shop.url, 'orders.place', order, { headers: { cookie: buyers[0]! } });
  target = {
    url: shop.url,
    origin: shop.url,
    sandboxUrl: shop.sandbox.url,
    skuId,
    priceCents: PRICE_CENTS,
    ...(await signInEachRole(shop)),
    buyers,
    orderId: order.orderId,
    pages: false,
  };
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

test.each(SHORT)('an attacker achieves nothing by $name', async ({ run }) => {
  expect(await run(target, AbortSignal.timeout(SECONDS_MAX * 1000))).toBeNull();
});

test('a run ends with how many attacks succeeded and how much longer honest shoppers waited', () => {
  const waits = { pages: [1], orders: [1] };
  const results = [
    { name: 'one', achieved: null, waits },
    { name: 'two', achieved: 'everything', waits },
  ];
  expect(summarize({ quiet: waits, results, succeeded: 1, ratio: 2.9 })).toBe(
    'attack: 2 attacks, 1 succeeded, honest p99 ≤ 3× quiet',
  );
  expect(summarize({ quiet: waits, results, succeeded: 0, ratio: 3.1 })).toContain('> 3× quiet');
  expect(p99(Array.from({ length: 1000 }, (_, n) => n + 1))).toBe(990);
  expect(p99([1, Infinity])).toBe(Infinity);
});
