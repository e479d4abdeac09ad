import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureStaff, type StaffRole } from '../accounts/ensure-staff.ts';
import { openTestShop, type TestShop } from '../test-shop.ts';
import { listStaffActions } from './list-staff-actions.ts';
import { getOrderDetails } from './order-details.ts';
import { endStaffAction, startStaffAction } from './record-staff-action.ts';

let shop: TestShop;
const cookies = {} as Record<StaffRole, string>;
beforeAll(async () => {
  shop = await openTestShop();
  cookies.admin = await signIn('admin');
  cookies.viewer = await signIn('viewer');
});
afterAll(() => shop.close());

async function signIn(role: StaffRole): Promise<string> {
  const account = { email: `${role}@shop.example`, password: `a password for ${role}` };
  const { databaseUrl, url: publicUrl } = shop;
  const { AUTH_SECRET: authSecret } = shop.shop.settings;
  await ensureStaff({ databaseUrl, publicUrl, authSecret, role, ...account });
  const response = await fetch(`${shop.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: shop.url },
    body: JSON.stringify(account),
  });
  const set = response.headers.getSetCookie();
  return set.map((cookie) => cookie.split(';')[0]).join('; ');
}

async function change(role: StaffRole, path: string, input: unknown): Promise<number> {
  const response = await fetch(`${shop.url}/api/trpc/admin.${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: cookies[role] },
    body: JSON.stringify(input),
  });
  await response.arrayBuffer();
  return response.status;
}

async function placed() {
  const order = shop.orderOf({ [await shop.newSku({ onHand: 5 })]: 1 });
  await shop.shop.placeOrder(order, 'test');
  return order.orderId;
}

async function newestAction() {
  const { actions } = await listStaffActions(shop.deps, {});
  return actions[0];
}

test('a change is recorded with who asked for it and what came of it, and the order tells it', async () => {
  const orderId = await placed();
  expect(await change('admin', 'orders.cancel', { orderId })).toBe(200);
  expect(await newestAction()).toMatchObject({
    staff: 'admin@shop.example',
    action: 'admin.orders.cancel',
    order: { orderId },
    outcome: 'cancelled',
  });
  const { timeline } = await getOrderDetails(shop.deps, orderId, 'secret');
  expect(timeline).toContainEqual(
    expect.objectContaining({ kind: 'staff', by: 'admin@shop.example', outcome: 'cancelled' }),
  );
});

test('a change that is refused is recorded as refused', async () => {
  expect(await change('admin', 'orders.cancel', { orderId: v7() })).toBe(404);
  expect(await newestAction()).toMatchObject({ outcome: 'refused: NOT_FOUND' });
  expect(await change('admin', 'stock.adjust', { skuId: v7(), delta: 0 })).toBe(400);
  expect(await newestAction()).toMatchObject({ outcome: 'refused: VALIDATION' });
});

test('a viewer changes nothing, and leaves no record of it', async () => {
  const before = await newestAction();
  const orderId = await placed();
  for (const path of ['orders.cancel', 'locks.recover']) {
    expect(await change('viewer', path, { orderId })).toBe(403);
  }
  for (const path of ['sweeps.run', 'queues.redrive', 'products.import']) {
    expect(await change('viewer', path, {})).toBe(403);
  }
  expect(await newestAction()).toEqual(before);
});

test('whatever is sent, the record takes it, and holds no files', async () => {
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
  await change('admin', 'orders.cancel', odd);
  const action = await newestAction();
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

test('a saved product is recorded with its prices, an import with what it wrote', async () => {
  const [productId, skuId] = [v7(), v7()];
  const sku = { skuId, code: `LAMP-${skuId}`, options: { Size: 'M' }, priceCents: 1250 };
  const slug = `lamp-${productId}`;
  const product = { productId, version: null, slug, name: 'Lamp', category: 'Light' };
  const input = { ...product, description: '', images: [], skus: [sku] };
  expect(await change('admin', 'products.save', input)).toBe(200);
  expect(await newestAction()).toMatchObject({
    productId,
    productName: 'Lamp',
    details: { slug, name: 'Lamp', skus: [{ code: sku.code, priceCents: 1250 }] },
  });
  const csv = `slug,code,price\n${slug},${sku.code},13.00`;
  expect(await change('admin', 'products.import', { csv })).toBe(200);
  expect(await newestAction()).toMatchObject({
    details: { csv: { lines: 2 } },
    outcome: 'done',
    told: { products: 1, stockRows: 0, slugs: [slug] },
  });
});

test('one may ask for what one member of staff did, or for one kind of change', async () => {
  await change('admin', 'orders.cancel', { orderId: await placed() });
  const list = async (filter: Parameters<typeof listStaffActions>[1]) =>
    (await listStaffActions(shop.deps, filter)).actions.map(({ action }) => action);
  const all = await list({});
  expect(new Set(await list({ action: 'admin.orders.cancel' }))).toEqual(
    new Set(['admin.orders.cancel']),
  );
  expect(await list({ staff: 'admin@shop.example' })).toEqual(all);
  expect(await list({ staff: 'viewer@shop.example' })).toEqual([]);
  const { staff } = await listStaffActions(shop.deps, {});
  expect(staff).toEqual(['admin@shop.example', 'viewer@shop.example']);
});

test('a change whose process dies in between stays recorded without an outcome', async () => {
  const request = { staff: 'admin@shop.example', action: 'admin.sweeps.run', input: undefined };
  const actionId = await startStaffAction(shop.deps, request);
  expect(await newestAction()).toMatchObject({ actionId, outcome: null });
  await endStaffAction(shop.deps, actionId, { answer: { sweepId: 'x' } });
  expect(await newestAction()).toMatchObject({ actionId, outcome: 'done' });
});
