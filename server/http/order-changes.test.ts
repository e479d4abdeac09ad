import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { orderKey } from '../platform/order-key.ts';
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

test('is refused for an order of another shopper, and allowed with its key', async () => {
  const { orderId } = await placeOrder();
  const { cookie } = shop.newBuyer();
  const key = orderKey(shop.shop.settings.AUTH_SECRET, orderId);
  for (const refused of [
    watch({ orderId }, cookie),
    watch({ orderId }),
    watch({ orderId, key: `${key}x` }, cookie),
    watch({ orderId: v7(), key }, cookie),
  ]) {
    const { value } = await refused.next();
    expect(value).toMatchObject({ domain: { code: 'NOT_FOUND' } });
    expect(value?.data).toBeUndefined();
    // The stream is over: no change of the order follows.
    expect(await refused.next()).toMatchObject({ done: true });
  }
  const answers = watch({ orderId, key }, cookie);
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
