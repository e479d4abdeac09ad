import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { adjustStock } from './adjust-stock.ts';
import { listLocks, listLocksBySku, listLocksOfOrder, summarizeLocks } from './list-locks.ts';
import { listStockHistory } from './list-stock.ts';
import { lockSorts, type LockedSkuFilter, type LockFilter } from '../shared/lock-filter.ts';
import { testStaff } from '../testing/actors.ts';

const ORDERS = 120;
const MINUTE_MS = 60_000;

let shop: TestShop;
let skuId: string;
beforeAll(async () => {
  shop = await openTestShop({ PAYMENT_WINDOW: '15m', RECOVERY_DELAY: '5m' });
  skuId = await shop.newSku({ onHand: 1000 });
  // Three commits, ten minutes apart.
  for (let commit = 0; commit < 3; commit++) {
    const orders = Array.from({ length: ORDERS / 3 }, (_, index) => {
      const quantity = 1 + (index % 3);
      return shop.shop.placeOrder(
        shop.buildOrder({ [skuId]: quantity }, { expectedTotalCents: quantity * 1000 }),
        'test',
      );
    });
    await Promise.all(orders);
    shop.clock.advance(10 * MINUTE_MS);
  }
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

const lockFilter = (filter: Partial<LockFilter> = {}) => ({
  state: 'active' as const,
  sort: 'recoverAt' as const,
  ...filter,
});

async function allPages(filter: Partial<LockFilter>) {
  const locks = [];
  let cursor: string | undefined;
  do {
    const page = await listLocks(shop.deps, lockFilter({ ...filter, cursor }));
    locks.push(...page.locks);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return locks;
}

test.each(lockSorts)('lists every lock once, page by page, sorted by %s', async (sort) => {
  const locks = await allPages({ sort });
  expect(locks).toHaveLength(ORDERS);
  expect(new Set(locks.map(({ orderId }) => orderId)).size).toBe(ORDERS);
  const keys = {
    recoverAt: (lock: (typeof locks)[number]) => Date.parse(lock.recoverAt),
    recoverAtDesc: (lock: (typeof locks)[number]) => -Date.parse(lock.recoverAt),
  };
  const inOrder = locks.map(keys[sort]);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
});

test('finds locks by age, by being overdue, by SKU and by location', async () => {
  // The commits are 30, 20 and 10 minutes old; the oldest was to be recovered 10 minutes ago.
  const old = await allPages({ minutesMin: 15 });
  const between = await allPages({ minutesMin: 15, minutesUnder: 25 });
  const overdue = await allPages({ overdue: true });
  expect([old.length, between.length, overdue.length]).toEqual([80, 40, 40]);
  expect(overdue.every((lock) => lock.overdue)).toBe(true);

  const [lock] = old;
  expect(await allPages({ sku: lock!.code.slice(0, 8) })).toHaveLength(ORDERS);
  expect(await allPages({ skuId: v7() })).toEqual([]);
  expect(await allPages({ locationId: lock!.locationId })).toHaveLength(ORDERS);
  expect(await allPages({ sku: '%' })).toEqual([]);
});

test('refuses a page link of another order of the list', async () => {
  const { nextCursor } = await listLocks(shop.deps, lockFilter());
  const other = listLocks(shop.deps, lockFilter({ sort: 'recoverAtDesc', cursor: nextCursor! }));
  await expect(other).rejects.toMatchObject({ code: 'VALIDATION' });
});

test('counts all, and groups them by SKU', async () => {
  const units = (await allPages({})).reduce((sum, { quantity }) => sum + quantity, 0);
  expect(await summarizeLocks(shop.deps)).toMatchObject({ active: ORDERS, overdue: 40, units });
  expect(await listLocksBySku(shop.deps, { sort: 'code' })).toMatchObject({
    skus: [{ skuId, onHand: 1000, locked: units, available: 1000 - units, locks: ORDERS }],
  });
});

test('lists SKUs by code or the most locked first, narrowed as the locks are', async () => {
  const fewer = await shop.newSku({ onHand: 9 });
  const order = shop.buildOrder({ [fewer]: 1 });
  await shop.shop.placeOrder(order, 'test');
  const idsOf = async (filter: Partial<LockedSkuFilter>) =>
    (await listLocksBySku(shop.deps, { sort: 'code', ...filter })).skus.map((sku) => sku.skuId);
  expect(await idsOf({})).toEqual([skuId, fewer].sort());
  expect(await idsOf({ sort: 'locked' })).toEqual([skuId, fewer]);
  // A SKU's code is its id here.
  expect(await idsOf({ sku: fewer })).toEqual([fewer]);
  expect(await idsOf({ skuId: fewer })).toEqual([fewer]);
  expect(await idsOf({ locationId: v7() })).toEqual([]);
  const { skus } = await listLocksBySku(shop.deps, { sort: 'code', overdue: true });
  expect(skus).toMatchObject([{ skuId, locks: 40 }]);
  await cancelOrder(shop.deps, testStaff(), order.orderId);
});

test('a settled lock leaves the active ones and is found by how it ended', async () => {
  const otherSku = await shop.newSku({ onHand: 5 });
  const order = shop.buildOrder({ [otherSku]: 2 }, { expectedTotalCents: 2000 });
  await shop.shop.placeOrder(order, 'test');
  await cancelOrder(shop.deps, testStaff(), order.orderId);
  const filter = { skuId: otherSku };
  expect(await allPages(filter)).toEqual([]);
  expect(await allPages({ ...filter, state: 'released' })).toMatchObject([
    { orderId: order.orderId, state: 'released', overdue: false, orderStatus: 'cancelled' },
  ]);
  expect(await allPages({ ...filter, state: 'released', overdue: true })).toEqual([]);
  expect(await listLocksOfOrder(shop.deps, order.orderId)).toMatchObject([{ state: 'released' }]);
});

test('the stock history lists adjustments; one sent twice is applied once', async () => {
  const otherSku = await shop.newSku({ onHand: 5 });
  const { location_id } = await shop.deps.db
    .selectFrom('locations')
    .select('location_id')
    .executeTakeFirstOrThrow();
  const adjustment = {
    adjustmentId: v7(),
    skuId: otherSku,
    locationId: location_id,
    delta: -2,
    reason: 'damaged' as const,
    note: 'dropped',
  };
  const answers = await Promise.all([
    adjustStock(shop.deps, testStaff(), adjustment),
    adjustStock(shop.deps, testStaff(), adjustment),
  ]);
  expect(answers).toMatchObject([
    { onHand: 3, locked: 0 },
    { onHand: 3, locked: 0 },
  ]);
  expect(answers.flatMap(({ changes }) => changes)).toEqual([{ field: 'onHand', from: 5, to: 3 }]);
  for (const other of [{ delta: -1 }, { reason: 'lost' as const }, { note: 'fell' }]) {
    await expect(
      adjustStock(shop.deps, testStaff(), { ...adjustment, ...other }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  }
  const { entries } = await listStockHistory(shop.deps, otherSku, undefined);
  expect(entries).toMatchObject([
    {
      delta: -2,
      reason: 'damaged',
      note: 'dropped',
      by: { kind: 'staff', id: 'staff@shop.example' },
      order: null,
    },
    { delta: 5, reason: 'opening' },
  ]);
});
