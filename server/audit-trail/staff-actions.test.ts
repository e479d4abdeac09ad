import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StaffRole } from '../platform/actor.ts';
import { saveProductInputSchema } from '../shared/product-schema.ts';
import { saveProduct } from '../catalog/save-product.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { listStaffActions } from './list-staff-actions.ts';
import { getOrderDetails } from '../orders/get-order-details.ts';
import { testStaff } from '../testing/actors.ts';
import { callMutation } from '../testing/call-trpc.ts';

let shop: TestShop;
let cookies: Record<StaffRole, string>;
beforeAll(async () => {
  shop = await openTestShop();
  cookies = await signInEachRole(shop);
});
afterAll(() => shop.close());

async function callAdminMutation(role: StaffRole, path: string, input: unknown): Promise<number> {
  const isFile = Buffer.isBuffer(input);
  const type = isFile ? 'application/octet-stream' : 'application/json';
  const response = await fetch(`${shop.url}/api/trpc/admin.${path}`, {
    method: 'POST',
    headers: { 'content-type': type, cookie: cookies[role] },
    body: isFile ? new Uint8Array(input) : JSON.stringify(input),
  });
  await response.arrayBuffer();
  return response.status;
}

async function placeTestOrder() {
  const order = shop.buildOrder({ [await shop.newSku({ onHand: 5 })]: 1 });
  await shop.shop.placeOrder(order, 'test');
  return order.orderId;
}

async function findNewestAction() {
  const { actions } = await listStaffActions(shop.deps, {});
  return actions[0];
}

test('a cancellation is recorded with its staff and outcome, and listed in the order timeline', async () => {
  const orderId = await placeTestOrder();
  expect(await callAdminMutation('admin', 'orders.cancel', { orderId })).toBe(200);
  expect(await findNewestAction()).toMatchObject({
    staff: 'admin@shop.example',
    action: 'admin.orders.cancel',
    order: { orderId },
    outcome: 'cancelled',
  });
  const { timeline } = await getOrderDetails(shop.deps, orderId);
  expect(timeline).toContainEqual(expect.objectContaining({ kind: 'staff', outcome: 'cancelled' }));
});

test.each(['orders.cancel', 'orders.requestPayment'] as const)(
  'staff who opened the link of an order cannot call %s as its shopper; the attempt is recorded',
  async (procedure) => {
    const orderId = await placeTestOrder();
    for (const role of ['viewer', 'admin'] as const) {
      const cookie = `${shop.linkCookie(orderId)}; ${cookies[role]}`;
      const answer = await callMutation(shop.url, procedure, { input: { orderId }, cookie });
      expect(answer.domain).toMatchObject({ code: 'NOT_FOUND' });
      expect(await findNewestAction()).toMatchObject({
        staff: `${role}@shop.example`,
        action: procedure,
        order: { orderId },
        details: {},
        outcome: 'refused: NOT_FOUND',
      });
    }
  },
);

test('staff with the cookie of the buyer act as the buyer', async () => {
  const { buyerId, cookie } = shop.newBuyer();
  const order = shop.buildOrder({ [await shop.newSku({ onHand: 5 })]: 1 }, { buyerId });
  await shop.shop.placeOrder(order, 'test');
  const answer = await callMutation(shop.url, 'orders.cancel', {
    input: { orderId: order.orderId },
    cookie: `${cookie}; ${cookies.viewer}`,
  });
  expect(answer.data).toMatchObject({ status: 'cancelled' });
});

test('a refused change is recorded with its error code', async () => {
  expect(await callAdminMutation('admin', 'orders.cancel', { orderId: v7() })).toBe(404);
  expect(await findNewestAction()).toMatchObject({ outcome: 'refused: NOT_FOUND' });
  expect(await callAdminMutation('admin', 'stock.adjust', { skuId: v7(), delta: 0 })).toBe(400);
  expect(await findNewestAction()).toMatchObject({ outcome: 'refused: VALIDATION' });
});

test('any input is recorded, with long texts as their length', async () => {
  const odd = {
    orderId: 'not an id',
    csv: 'a\nb',
    note: 'with a NUL \0 and half a pair \ud83d',
    long: 'x'.repeat(5000),
    nested: { a: 1 },
    list: [{ code: 'A', priceCents: 900, deep: { x: 1 }, text: 'y'.repeat(999) }, 'b', null, 7],
    many: Array.from({ length: 100 }, (_, n) => n),
    'name with \0': 'y',
    delta: 3,
  };
  await callAdminMutation('admin', 'orders.cancel', odd);
  const action = await findNewestAction();
  expect(action).toMatchObject({ outcome: 'refused: VALIDATION', order: null });
  expect(action?.details).toEqual({
    csv: { characters: 3, lines: 2 },
    note: expect.stringContaining('with a NUL \uFFFD'),
    long: { characters: 5000, lines: 1 },
    list: [{ code: 'A', priceCents: 900 }, 'b', 7],
    many: Array.from({ length: 20 }, (_, n) => n),
    manyMore: 80,
    delta: 3,
  });
});

function newProduct() {
  const [productId, skuId] = [v7(), v7()];
  const sku = { skuId, code: `LAMP-${skuId}`, options: { Size: 'M' }, priceCents: 1250 };
  const slug = `lamp-${productId}`;
  const product = { productId, slug, name: 'Lamp', category: 'Light', description: '', images: [] };
  return { ...product, version: null, skus: [sku] };
}

test('a new product is recorded with its prices', async () => {
  const input = newProduct();
  const { productId, slug, skus } = input;
  expect(await callAdminMutation('admin', 'products.save', input)).toBe(200);
  expect(await findNewestAction()).toMatchObject({
    productId,
    productName: 'Lamp',
    details: { slug, name: 'Lamp', skus: [{ code: skus[0]!.code, priceCents: 1250 }] },
    outcome: 'created',
  });
});

test('a saved product is recorded with its changed fields', async () => {
  const input = newProduct();
  const [sku] = input.skus;
  const { version } = await saveProduct(
    shop.deps,
    testStaff('admin@shop.example'),
    saveProductInputSchema.parse(input),
  );
  const cheaper = { ...input, version, name: 'Lantern', skus: [{ ...sku, priceCents: 1100 }] };
  expect(await callAdminMutation('admin', 'products.save', cheaper)).toBe(200);
  const action = await findNewestAction();
  expect(action).toMatchObject({ outcome: 'changed' });
  expect(action?.result['changes']).toEqual([
    { field: 'name', from: 'Lamp', to: 'Lantern' },
    { field: 'priceCents', code: sku!.code, from: 1250, to: 1100 },
  ]);
  expect(await callAdminMutation('admin', 'products.save', cheaper)).toBe(200);
  expect(await findNewestAction()).toMatchObject({ outcome: 'unchanged' });
});

test('an import is recorded with its rows, new variants and changed prices, up to a limit', async () => {
  const input = newProduct();
  const { slug } = input;
  const codes = Array.from({ length: 22 }, (_, n) => `${slug}-${n}`);
  await saveProduct(
    shop.deps,
    testStaff('admin@shop.example'),
    saveProductInputSchema.parse(input),
  );
  const fileOf = (price: string) => {
    const rows = codes.map((code, n) => `${slug},"Cut in\ntwo lines",${code},Size=${n},${price}`);
    return Buffer.from(['slug,description,code,options,price', ...rows].join('\n'));
  };
  expect(await callAdminMutation('admin', 'products.import', fileOf('13.00'))).toBe(200);
  const counted = { rows: 22, products: 1, newProducts: 0, stockRows: 0, slugs: [slug] };
  expect(await findNewestAction()).toMatchObject({
    outcome: 'done',
    result: { ...counted, newVariants: 22, changedVariants: 0 },
  });
  expect(await callAdminMutation('admin', 'products.import', fileOf('14.00'))).toBe(200);
  const action = await findNewestAction();
  expect(action?.result).toMatchObject({ ...counted, newVariants: 0, changedVariants: 22 });
  expect(action?.result).toMatchObject({
    changes: codes
      .slice(0, 20)
      .map((code) => ({ field: 'priceCents', code, from: 1300, to: 1400 })),
    changesMore: 2,
  });
});

test('an adjustment is recorded with the units on hand before and after', async () => {
  const skuId = await shop.newSku({ onHand: 5 });
  const { locationId } = await shop.deps.db
    .selectFrom('locations')
    .select('location_id as locationId')
    .executeTakeFirstOrThrow();
  const adjustmentId = v7();
  const adjustment = { skuId, locationId, adjustmentId, delta: -2, reason: 'lost', note: '' };
  expect(await callAdminMutation('admin', 'stock.adjust', adjustment)).toBe(200);
  expect((await findNewestAction())?.result).toEqual({
    changes: [{ field: 'onHand', from: 5, to: 3 }],
    onHand: 3,
    locked: 0,
  });
  // Sent again it changes nothing, and is recorded so.
  expect(await callAdminMutation('admin', 'stock.adjust', adjustment)).toBe(200);
  expect((await findNewestAction())?.result).toEqual({ onHand: 3, locked: 0 });
});

test('the list is filtered by staff and by action', async () => {
  await callAdminMutation('admin', 'orders.cancel', { orderId: await placeTestOrder() });
  const list = async (filter: Parameters<typeof listStaffActions>[1]) =>
    (await listStaffActions(shop.deps, filter)).actions.map(({ action }) => action);
  const all = await list({});
  expect(new Set(await list({ action: 'admin.orders.cancel' }))).toEqual(
    new Set(['admin.orders.cancel']),
  );
  const [byAdmin, byViewer] = [
    await list({ staff: 'admin@shop.example' }),
    await list({ staff: 'viewer@shop.example' }),
  ];
  expect(byViewer.length).toBeGreaterThan(0);
  expect(byAdmin.length + byViewer.length).toBe(all.length);
  expect(byViewer).not.toContain('admin.orders.cancel');
  const { staff } = await listStaffActions(shop.deps, {});
  expect(staff).toEqual(['admin@shop.example', 'viewer@shop.example']);
});
