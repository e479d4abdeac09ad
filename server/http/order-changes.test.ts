import pg from 'pg';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import { subscribe } from '../testing/call-trpc.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';

let shop: TestShop;
beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

async function placeOrder() {
  const { cookie, buyerId } = shop.newBuyer();
  const skuId = await shop.newSku({ onHand: 5 });
  const command = shop.buildOrder({ [skuId]: 1 }, { buyerId });
  return { cookie, orderId: (await shop.shop.placeOrder(command, 'test')).orderId };
}

const watch = (input: object, cookie?: string) =>
  subscribe(shop.url, 'orders.changes', { input, cookie });

/** Reads answers until one has this status; the shop's own connection may add one in between. */
async function waitForStatus(answers: ReturnType<typeof watch>, status: string): Promise<object> {
  for (;;) {
    const { value, done } = await answers.next();
    if (done) throw new Error(`the stream ended before the order was ${status}`);
    const order = value.data as { status: string };
    if (order.status === status) return order;
  }
}

test('sends the order as it is, and again after a change', async () => {
  const { cookie, orderId } = await placeOrder();
  const answers = watch({ orderId }, cookie);
  await waitForStatus(answers, 'pending_payment');
  await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
  expect(await waitForStatus(answers, 'cancelled')).toMatchObject({
    orderId,
    statusReason: 'cancelled_by_shopper',
  });
  await answers.return(undefined);
});

test('sends nothing when another order changes', async () => {
  const mine = await placeOrder();
  const other = await placeOrder();
  const answers = watch({ orderId: mine.orderId }, mine.cookie);
  await waitForStatus(answers, 'pending_payment');
  await cancelOrder(shop.deps, TEST_SHOPPER, other.orderId);
  await cancelOrder(shop.deps, TEST_SHOPPER, mine.orderId);
  expect(await waitForStatus(answers, 'cancelled')).toMatchObject({ orderId: mine.orderId });
  await answers.return(undefined);
});

test('is refused for an order of another shopper, and allowed with its link', async () => {
  const { orderId } = await placeOrder();
  const { cookie } = shop.newBuyer();
  const link = shop.linkCookie(orderId);
  for (const refused of [
    watch({ orderId }, cookie),
    watch({ orderId }),
    watch({ orderId }, `${cookie}; ${link}x`),
    watch({ orderId }, shop.linkCookie(v7())),
    watch({ orderId: v7() }, link),
  ]) {
    const { value } = await refused.next();
    expect(value).toMatchObject({ domain: { code: 'NOT_FOUND' } });
    expect(value?.data).toBeUndefined();
    // The stream is over: no change of the order follows.
    expect(await refused.next()).toMatchObject({ done: true });
  }
  const answers = watch({ orderId }, `${cookie}; ${link}`);
  await waitForStatus(answers, 'pending_payment');
  await answers.return(undefined);
});

test('ends when the process drains', async () => {
  const { cookie, orderId } = await placeOrder();
  const answers = watch({ orderId }, cookie);
  await waitForStatus(answers, 'pending_payment');
  await shop.shop.drain();
  // An answer to a change may have been on its way.
  const ends = [await answers.next(), await answers.next()];
  expect(ends.at(-1)).toEqual({ done: true, value: undefined });
});

test('a hundred watchers of one order share one read of a change', async () => {
  const { orderId } = await placeOrder();
  const link = shop.linkCookie(orderId);
  const watchers = Array.from({ length: 100 }, () =>
    watch({ orderId }, `${shop.newBuyer().cookie}; ${link}`),
  );
  await Promise.all(watchers.map((answers) => waitForStatus(answers, 'pending_payment')));
  const queries = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
    await Promise.all(watchers.map((answers) => waitForStatus(answers, 'cancelled')));
    const texts = queries.mock.calls.map(([query]) => query as unknown);
    // Only a view of an order looks whether its products have pages.
    expect(texts.filter((text) => String(text).includes('"hasPage"'))).toHaveLength(1);
  } finally {
    queries.mockRestore();
    await Promise.all(watchers.map((answers) => answers.return(undefined)));
  }
});

test('a buyer can have twenty streams; the next is refused until one is closed', async () => {
  const { cookie, orderId } = await placeOrder();
  const open = async () => {
    const answers = watch({ orderId }, cookie);
    const { value } = await answers.next();
    return { code: value?.domain?.['code'] ?? 'open', close: () => answers.return(undefined) };
  };
  const streams = await Promise.all(Array.from({ length: 20 }, open));
  expect(new Set(streams.map(({ code }) => code))).toEqual(new Set(['open']));
  expect((await open()).code).toBe('RATE_LIMITED');
  await streams[0]!.close();
  await expect.poll(async () => (await open()).code).toBe('open');
  await Promise.all(streams.map(({ close }) => close()));
});

test('a caller’s mistake in a stream is no error of ours', async () => {
  const errors = vi.spyOn(shop.deps.log, 'error');
  const { value } = await watch({ orderId: v7() }, shop.newBuyer().cookie).next();
  expect(value).toMatchObject({ domain: { code: 'NOT_FOUND' } });
  expect(errors).not.toHaveBeenCalled();
});
