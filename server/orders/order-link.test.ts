import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import { callMutation, callQuery, subscribe } from '../testing/call-trpc.ts';
import { openTestShop, shippingAddress, type TestShop } from '../testing/test-shop.ts';
import { replaceOrderLink } from './replace-order-link.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ ORDER_LINK_LIFETIME: '14d' });
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

interface ShownOrder {
  key: string | null;
  isBuyer: boolean;
  email: string | null;
  shippingAddress: object | null;
}

/** An order of a new buyer, with the key that its page shows. */
async function placeOrder() {
  const { cookie, buyerId } = shop.newBuyer();
  const skuId = await shop.newSku({ onHand: 5 });
  const { orderId } = await shop.shop.placeOrder(
    shop.buildOrder({ [skuId]: 1 }, { buyerId }),
    'test',
  );
  return { cookie, orderId, key: await keyOf(orderId, cookie) };
}

async function get(orderId: string, cookie?: string) {
  const answer = await callQuery(shop.url, 'orders.get', { input: { orderId }, cookie });
  return (answer.data as ShownOrder | undefined) ?? (answer.domain?.['code'] as string);
}

async function keyOf(orderId: string, cookie: string): Promise<string> {
  return ((await get(orderId, cookie)) as ShownOrder).key!;
}

/** Opens a link in a browser with these cookies; its Cookie header afterwards, or the error's code. */
async function openLink(orderId: string, key: string, cookie?: string): Promise<string> {
  const response = await fetch(`${shop.url}/api/trpc/orders.openLink`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify({ orderId, key }),
  });
  const text = await response.text();
  if (!response.ok) return /"code":"(NOT_FOUND|VALIDATION)"/.exec(text)?.[1] ?? text;
  expect(text).not.toContain(key);
  return response.headers.getSetCookie()[0]!.split(';')[0]!;
}

test('a link gives a browser a cookie that shows the order, lets it be cancelled and names no secret to scripts', async () => {
  const { orderId, key } = await placeOrder();
  expect(await get(orderId)).toBe('NOT_FOUND');
  const visitor = await openLink(orderId, key);
  expect(await get(orderId, visitor)).toMatchObject({
    email: expect.stringContaining('@'),
    key,
  });
  expect(await get(orderId, visitor)).toMatchObject({ isBuyer: false });
  const cancelled = await callMutation(shop.url, 'orders.cancel', {
    input: { orderId },
    cookie: visitor,
  });
  expect(cancelled.data).toMatchObject({ status: 'cancelled' });
});

test('no other key opens an order, and the key of one order opens no other', async () => {
  const [one, two] = [await placeOrder(), await placeOrder()];
  for (const key of [`${one.key}x`, one.key.slice(1), two.key, '', 'undefined']) {
    expect(await openLink(one.orderId, key)).toBe('NOT_FOUND');
    expect(await get(one.orderId, shop.linkCookie(one.orderId, key))).toBe('NOT_FOUND');
  }
  expect(await openLink(one.orderId, 'a\0b')).toBe('VALIDATION');
});

test('a browser remembers the links of eight orders, and forgets the oldest', async () => {
  const orders = [];
  for (let count = 0; count < 9; count++) orders.push(await placeOrder());
  let visitor: string | undefined;
  for (const { orderId, key } of orders) visitor = await openLink(orderId, key, visitor);
  const seen = await Promise.all(orders.map(({ orderId }) => get(orderId, visitor)));
  expect(seen.map((order) => order === 'NOT_FOUND')).toEqual([true, ...Array(8).fill(false)]);
});

describe('a replaced link', () => {
  test('opens nothing any more, nor does what a browser kept of it, nor an open stream', async () => {
    const { cookie, orderId, key } = await placeOrder();
    const visitor = await openLink(orderId, key);
    const stream = subscribe(shop.url, 'orders.changes', { input: { orderId }, cookie: visitor });
    expect((await stream.next()).value).toMatchObject({ data: { orderId } });
    const input = { orderId };
    const replaced = await callMutation(shop.url, 'orders.replaceLink', { input, cookie });
    expect(replaced.data).toEqual({ orderId });

    expect(await openLink(orderId, key)).toBe('NOT_FOUND');
    expect(await get(orderId, visitor)).toBe('NOT_FOUND');
    for (;;) {
      const { value } = await stream.next();
      // The answer to the shop's own connection may come before.
      if (value?.data) continue;
      expect(value).toMatchObject({ domain: { code: 'NOT_FOUND' } });
      break;
    }
    await stream.return(undefined);

    const second = await keyOf(orderId, cookie);
    expect(second).not.toBe(key);
    expect(await get(orderId, await openLink(orderId, second))).toMatchObject({ key: second });
    await replaceOrderLink(shop.deps, testStaff(), orderId);
    expect(await openLink(orderId, second)).toBe('NOT_FOUND');
    expect(await get(orderId, cookie)).toMatchObject({ isBuyer: true });
  });

  test('can be replaced neither by its holders nor by other shoppers', async () => {
    const { orderId, key } = await placeOrder();
    const visitor = `${await openLink(orderId, key)}; ${shop.newBuyer().cookie}`;
    for (const cookie of [visitor, shop.newBuyer().cookie, undefined]) {
      const input = { orderId };
      const answer = await callMutation(shop.url, 'orders.replaceLink', { input, cookie });
      expect(answer.domain).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await openLink(orderId, key)).not.toBe('NOT_FOUND');
  });
});

test('a link expires fourteen days after the order has ended: it then shows nobody, changes nothing and gives no key', async () => {
  const { cookie, orderId, key } = await placeOrder();
  const visitor = await openLink(orderId, key);
  await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
  shop.clock.advance(14 * DAY_MS - 1000);
  expect(await get(orderId, visitor)).toMatchObject({ shippingAddress });
  shop.clock.advance(1000);
  for (const header of [visitor, await openLink(orderId, key)]) {
    const shown = await get(orderId, header);
    expect(shown).toMatchObject({ orderId, email: null, shippingAddress: null, key: null });
    const text = JSON.stringify(shown);
    for (const personal of ['@example.com', ...Object.values(shippingAddress).slice(0, 4)]) {
      expect(text).not.toContain(personal);
    }
  }
  for (const procedure of ['orders.cancel', 'orders.requestPayment']) {
    const answer = await callMutation(shop.url, procedure, { input: { orderId }, cookie: visitor });
    expect(answer.domain).toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await get(orderId, cookie)).toMatchObject({ shippingAddress, email: expect.any(String) });
});
