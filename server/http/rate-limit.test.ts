import { afterEach, describe, expect, test } from 'vitest';
import { callMutation } from '../testing/call-trpc.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';

const LIMIT = 3;

let shop: TestShop;
afterEach(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

async function openLimitedShop(settings: Record<string, string> = {}): Promise<string> {
  shop = await openTestShop({ ORDERS_PER_MINUTE: String(LIMIT), ...settings });
  return await shop.newSku({ onHand: 100 });
}

/** Places one order of a new buyer; `placed` or the error's code. */
async function place(skuId: string, forwardedFor?: string): Promise<unknown> {
  const { buyerId: _, ...input } = shop.buildOrder({ [skuId]: 1 });
  const { domain } = await callMutation(shop.url, 'orders.place', {
    input,
    cookie: shop.newBuyer().cookie,
    ...(forwardedFor !== undefined && { headers: { 'x-forwarded-for': forwardedFor } }),
  });
  return domain?.['code'] ?? 'placed';
}

async function placeEach(skuId: string, addresses: (string | undefined)[]): Promise<unknown[]> {
  const answers = [];
  for (const address of addresses) answers.push(await place(skuId, address));
  return answers;
}

const allowed = Array.from({ length: LIMIT }, () => 'placed');

describe('ORDERS_PER_MINUTE', () => {
  test('refuses orders beyond the limit from one IP address, of any buyer, and places none of them', async () => {
    const skuId = await openLimitedShop();
    const answers = await placeEach(skuId, Array.from({ length: LIMIT + 2 }));
    expect(answers).toEqual([...allowed, 'RATE_LIMITED', 'RATE_LIMITED']);
    const orders = await shop.deps.db.selectFrom('orders').select('order_id').execute();
    expect(orders).toHaveLength(LIMIT);
  });

  test('0 switches the limit off', async () => {
    const skuId = await openLimitedShop({ ORDERS_PER_MINUTE: '0' });
    const answers = await placeEach(skuId, Array.from({ length: LIMIT + 2 }));
    expect(answers).toEqual([...allowed, 'placed', 'placed']);
  });
});

describe('TRUSTED_PROXIES', () => {
  test('without the peer, a forged X-Forwarded-For does not evade the limit', async () => {
    const skuId = await openLimitedShop({ TRUSTED_PROXIES: '10.0.0.0/8' });
    const answers = await placeEach(skuId, ['198.51.100.1', '198.51.100.2', undefined, '::1']);
    expect(answers).toEqual([...allowed, 'RATE_LIMITED']);
  });

  test('with the peer, each client behind the proxy has a limit of its own', async () => {
    const skuId = await openLimitedShop();
    const one = Array.from({ length: LIMIT + 1 }, () => '198.51.100.1');
    expect(await placeEach(skuId, one)).toEqual([...allowed, 'RATE_LIMITED']);
    expect(await placeEach(skuId, ['198.51.100.2'])).toEqual(['placed']);
  });

  test('with the peer, only the entry that the proxy appended counts, not those a client sends', async () => {
    const skuId = await openLimitedShop();
    const forged = Array.from({ length: LIMIT + 1 }, (_, n) => `203.0.113.${n}, 198.51.100.1`);
    expect(await placeEach(skuId, forged)).toEqual([...allowed, 'RATE_LIMITED']);
  });

  test('with the peer and without the header, the peer’s address counts', async () => {
    const skuId = await openLimitedShop();
    const answers = await placeEach(skuId, Array.from({ length: LIMIT + 1 }));
    expect(answers).toEqual([...allowed, 'RATE_LIMITED']);
  });
});
