import { v4 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { createPaidOrder } from '../testing/payment-scenarios.ts';
import { TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import { explainAll } from '../testing/explain-queries.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { placeOrders } from '../checkout/place-orders.ts';
import { exemptSubject } from './exempt-subject.ts';
import { listRefusals } from './list-refusals.ts';

const LIMIT = 2;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ MAX_OPEN_ORDERS: '0', MAX_UNITS_HELD: '0' });
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

/** Sets the limit of the product of a SKU. */
async function limit(skuId: string, purchaseLimit: number | null): Promise<string> {
  await shop.deps.db
    .updateTable('products')
    .set({ purchase_limit: purchaseLimit })
    .where('product_id', 'in', (query) =>
      query.selectFrom('skus').select('product_id').where('sku_id', '=', skuId),
    )
    .execute();
  return skuId;
}

const newLimitedSku = async () => await limit(await shop.newSku({ onHand: 100 }), LIMIT);

/** Places an order; its id, or the error's code. */
async function place(
  lines: Record<string, number>,
  by: { buyerId?: string; email?: string } = {},
): Promise<string> {
  const order = shop.buildOrder(lines, by);
  return await shop.shop.placeOrder(order, order.clientNetwork).then(
    ({ orderId }) => orderId,
    (error: { code?: string }) => error.code ?? 'unexpected',
  );
}

const UUID = /^[\da-f-]{36}$/;

describe('a limit of 2 per customer', () => {
  test('is one order’s, all its lines of the SKU added up, and other SKUs are free', async () => {
    const [skuId, free] = [await newLimitedSku(), await shop.newSku({ onHand: 9 })];
    expect(await place({ [skuId]: LIMIT + 1 })).toBe('PURCHASE_LIMIT');
    expect(await place({ [skuId]: LIMIT, [free]: 5 })).toMatch(UUID);
  });

  test('counts earlier orders of the same cookie and of the same mailbox, and of nobody else', async () => {
    const skuId = await newLimitedSku();
    const buyerId = v4();
    await place({ [skuId]: LIMIT }, { buyerId, email: 'two.each@gmail.com' });
    expect(await place({ [skuId]: 1 }, { buyerId })).toBe('PURCHASE_LIMIT');
    expect(await place({ [skuId]: 1 }, { email: 'twoeach+again@googlemail.com' })).toBe(
      'PURCHASE_LIMIT',
    );
    expect(await place({ [skuId]: LIMIT })).toMatch(UUID);
  });

  test('counts paid orders for ever, and cancelled ones not at all', async () => {
    const { orderId, skuId } = await createPaidOrder(shop, LIMIT);
    await limit(skuId, LIMIT);
    const paid = await shop.deps.db
      .selectFrom('orders')
      .select(['buyer_id as buyerId', 'email', 'status'])
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    expect(paid.status).toBe('paid');
    shop.clock.advance(400 * 24 * 60 * 60 * 1000);
    expect(await place({ [skuId]: 1 }, { buyerId: paid.buyerId })).toBe('PURCHASE_LIMIT');
    expect(await place({ [skuId]: 1 }, { email: paid.email })).toBe('PURCHASE_LIMIT');

    const [other, buyerId] = [await newLimitedSku(), v4()];
    const cancelled = await place({ [other]: LIMIT }, { buyerId });
    await cancelOrder(shop.deps, TEST_SHOPPER, cancelled);
    expect(await place({ [other]: LIMIT }, { buyerId })).toMatch(UUID);
  });

  test('holds for 200 orders of one customer at the same moment', async () => {
    const [skuId, buyerId] = [await newLimitedSku(), v4()];
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => place({ [skuId]: 1 }, { buyerId })),
    );
    expect(answers.filter((answer) => UUID.test(answer))).toHaveLength(LIMIT);
  });

  test('is listed for staff, who can lift it for this customer', async () => {
    const [skuId, buyerId] = [await newLimitedSku(), v4()];
    await place({ [skuId]: LIMIT + 1 }, { buyerId });
    await shop.shop.refusalsStored();
    const { refusals } = await listRefusals(shop.deps, { kind: 'buyer' });
    const refusal = refusals.find(({ subject }) => subject === buyerId);
    expect(refusal).toMatchObject({ reason: 'PURCHASE_LIMIT', skuId });
    const { refusalId } = refusal!;
    await exemptSubject(shop.deps, testStaff(), { refusalId, hours: 1 });
    // The e-mail address of the order is new and has the limit still.
    expect(await place({ [skuId]: LIMIT }, { buyerId })).toMatch(UUID);
    expect(await place({ [skuId]: 1 }, { buyerId })).toMatch(UUID);
  });
});

test('earlier purchases are read only for a batch with a limited SKU', async () => {
  const free = shop.buildOrder({ [await shop.newSku({ onHand: 9 })]: 1 });
  const limited = shop.buildOrder({ [await newLimitedSku()]: 1 });
  const readsPurchases = async (order: typeof free) => {
    const statements = await explainAll(() => placeOrders(shop.deps, [order]));
    return statements.some(({ text }) => text.includes("recent.status <> 'cancelled'"));
  };
  expect(await readsPurchases(free)).toBe(false);
  expect(await readsPurchases(limited)).toBe(true);
});
