import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { orderNumber } from '../platform/ids.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { listOrders } from './list-orders.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

async function placeOrder(skuId: string, changes: { email?: string; name?: string } = {}) {
  const { name, ...others } = changes;
  const order = shop.buildOrder({ [skuId]: 1 }, others);
  if (name) order.shippingAddress = { ...order.shippingAddress, name };
  await shop.shop.placeOrder(order, 'test');
  return order.orderId;
}

const idsOf = async (filter: Parameters<typeof listOrders>[1]) =>
  (await listOrders(shop.deps, filter)).orders.map(({ orderId }) => orderId);

test('orders are found by their number, by their e-mail address and by a SKU, or by a part of these, however they are typed', async () => {
  const skuId = await shop.newSku({ onHand: 5 });
  await shop.deps.db
    .updateTable('skus')
    .set({ code: 'LAMP-RED' })
    .where('sku_id', '=', skuId)
    .execute();
  const other = await placeOrder(await shop.newSku({ onHand: 5 }), { email: 'else@example.com' });
  const wanted = await placeOrder(skuId, { email: 'Ada.Found@example.com' });
  const number = orderNumber(wanted);
  const texts = [
    number,
    number.toLowerCase().replaceAll('-', ' '),
    'ada.found@example.com',
    'found@ex',
    'lamp-red',
    'P-RE',
  ];
  for (const search of texts) expect(await idsOf({ search: ` ${search} ` })).toEqual([wanted]);
  // Those of the same moment begin alike.
  expect(await idsOf({ search: number.slice(0, 7) })).toContain(wanted);
  expect(await idsOf({ search: orderNumber(other) })).toEqual([other]);
  for (const search of ['LA', 'L_MP-RED', '%found@example.com']) {
    expect(await idsOf({ search })).toEqual([]);
  }
});

test('a SKU whose code reads like an order number is found by it', async () => {
  const skuId = await shop.newSku({ onHand: 5 });
  for (const code of ['BACKPACK-NAVY', 'TEE-CHARCOAL-S', '0R3K-7QFA-93WX']) {
    await shop.deps.db.updateTable('skus').set({ code }).where('sku_id', '=', skuId).execute();
    const orderId = await placeOrder(skuId);
    expect(await idsOf({ search: code })).toContain(orderId);
  }
});

test('the payable orders of a buyer are their own, unpaid, and within the payment window', async () => {
  const { buyerId } = shop.newBuyer();
  const skuId = await shop.newSku({ onHand: 5 });
  const place = async (changes: object) => {
    const order = shop.buildOrder({ [skuId]: 1 }, changes);
    return (await shop.shop.placeOrder(order, 'test')).orderId;
  };
  await place({});
  const early = await place({ buyerId });
  await cancelOrder(shop.deps, TEST_SHOPPER, await place({ buyerId }));
  shop.clock.advance(shop.deps.rules.paymentWindowMs - 1);
  const late = await place({ buyerId });
  expect(await idsOf({ buyerId, payable: true })).toEqual([late, early]);
  shop.clock.advance(1);
  expect(await idsOf({ buyerId, payable: true })).toEqual([late]);
  // As "my orders" lists them.
  expect(await idsOf({ buyerId })).toHaveLength(3);
});

test('orders are found by their customer, whatever case, accents and width the name is typed with', async () => {
  const skuId = await shop.newSku({ onHand: 5 });
  const zoe = await placeOrder(skuId, { name: 'Zoë Måne-Strauß', email: 'zs@mail.example' });
  const li = await placeOrder(skuId, { name: '李小龙' });
  for (const search of ['zoe', 'ZOE\u0308', 'ｚｏｅ mane', 'strauss zoë', 'zs＠mail', 'zs@MAIL']) {
    expect(await idsOf({ search })).toEqual([zoe]);
  }
  expect(await idsOf({ search: '李小龙' })).toEqual([li]);
  for (const search of ['zoe nobody', 'z%e', 'zo_ mane'])
    expect(await idsOf({ search })).toEqual([]);
});
