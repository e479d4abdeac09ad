import pg from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getOverview } from '../operations/get-overview.ts';
import { listOrders } from '../orders/list-orders.ts';
import { listRefunds } from '../payments/refunds/list-refunds.ts';
import { explainAll } from '../testing/explain-queries.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { listLocks, listLocksBySku, summarizeLocks } from './list-locks.ts';
import type { LockFilter } from '../shared/lock-filter.ts';
import { listStockHistory } from './list-stock.ts';

/*
 * What staff look at during a rush: a hundred thousand active locks among settled ones. Pages
 * must be read along an index, and counts must stay quick, since both are asked for again and again.
 */

const ACTIVE = 100_000;
const PAID = 20_000;
const CANCELLED = 20_000;
const ALL = ACTIVE + PAID + CANCELLED;
const SKUS = 200;
/** The buyer of all paid orders. */
const REGULAR_CUSTOMER = v7();
/** A page, what joins it, and what a filter passes over. */
const ROWS_PER_PAGE_MAX = 2_000;

let shop: TestShop;
let client: pg.Client;
let skuId: string;
let code: string;

beforeAll(async () => {
  shop = await openTestShop({ PAYMENT_WINDOW: '15m', RECOVERY_DELAY: '5m' });
  client = new pg.Client({ connectionString: shop.ownerUrl });
  await client.connect();
  await insertFixtures();
  const { rows } = await client.query<{ sku_id: string; code: string }>(
    `select sku_id, code from skus order by code limit 1`,
  );
  ({ sku_id: skuId, code } = rows[0]!);
}, 120_000);
afterAll(async () => {
  await client.end();
  await shop.close();
});

/** Orders that wait since up to 25 minutes, were paid a day ago, and were cancelled two days ago. */
async function insertFixtures(): Promise<void> {
  const now = shop.clock.now();
  await client.query(
    `insert into products (product_id, slug, name, category, images, created_at)
     select gen_random_uuid(), 'p' || n, 'Product ' || n, 'Tests', '[]', now()
     from generate_series(1, ${SKUS}) as n`,
  );
  await client.query(
    `insert into skus (sku_id, product_id, code, options, price_cents)
     select gen_random_uuid(), product_id, upper(slug) || '-CODE', '{}', 1000 from products`,
  );
  await client.query(
    `create temp table made as
     select n, s.sku_id, location_id, lpad(to_hex(time), 12, '0') as hex,
       to_timestamp(time / 1000.0) as placed_at
     from (
       select n, (extract(epoch from $1::timestamptz) * 1000)::bigint
         - n * ${(25 * 60_000) / ACTIVE} as time
       from generate_series(1, ${ACTIVE}) as n
     ) as times
     join (select sku_id, row_number() over (order by code) as m from skus) as s
       on s.m = n % ${SKUS} + 1
     cross join locations`,
    [now],
  );
  await insertOrders('pending_payment', ACTIVE, '7000', '0 minutes');
  await insertOrders('paid', PAID, '7001', '1 day');
  await insertOrders('cancelled', CANCELLED, '7002', '2 days');
  await client.query(
    `insert into stock (sku_id, location_id, on_hand, locked)
     select sku_id, location_id, 1000000, count(*) from made group by 1, 2`,
  );
  await client.query(
    `insert into refunds (order_id, refund_id, payment_intent_id, state, reason, amount_cents,
       currency, requested_by, requested_at, updated_at)
     select order_id, order_id, 'pi', 'succeeded', 'requested_by_staff', 1, 'EUR', 'staff',
       placed_at, placed_at from orders where status = 'paid'`,
  );
  await client.query('vacuum analyze');
}

async function insertOrders(
  status: string,
  count: number,
  version: string,
  ago: string,
): Promise<void> {
  await client.query(
    `with made as (
       select n, sku_id, location_id, placed_at - $3::interval as placed_at,
         (left(hex, 8) || '-' || right(hex, 4) || '-' || $2 || '-8000-' || lpad(n::text, 12, '0'))::uuid
           as order_id
       from made where n <= $4
     ), placed as (
       insert into orders (order_id, buyer_id, status, status_reason, currency, total_cents, email,
         shipping_address, placed_at, pay_by, recover_at, settled_at)
       select order_id, case $1 when 'paid' then $5::uuid else gen_random_uuid() end, $1, case $1 when 'paid' then 'payment_received'
           when 'cancelled' then 'payment_window_passed' end, 'EUR', 1000,
         'shopper@example.com', '{}', placed_at, placed_at + interval '15 minutes',
         placed_at + interval '20 minutes',
         case when $1 <> 'pending_payment' then placed_at + interval '1 minute' end
       from made
     )
     insert into stock_locks (order_id, sku_id, location_id, quantity, state, recover_at, settled_at)
     select order_id, sku_id, location_id, 1,
       case $1 when 'paid' then 'consumed' when 'cancelled' then 'released' else 'active' end,
       placed_at + interval '20 minutes',
       case when $1 <> 'pending_payment' then placed_at + interval '1 minute' end
     from made`,
    [status, version, ago, count, REGULAR_CUSTOMER],
  );
}

const filterOf = (filter: Partial<LockFilter>): LockFilter => ({
  state: 'active',
  sort: 'recoverAt',
  ...filter,
});

const views: [string, Partial<LockFilter>][] = [
  ['all', {}],
  ['those that end last', { sort: 'recoverAtDesc' }],
  ['those that are overdue', { overdue: true }],
  ['those of five to fifteen minutes', { minutesMin: 5, minutesUnder: 15 }],
  ['young ones, the first to end', { minutesUnder: 1 }],
  ['old ones, the last to end', { minutesMin: 19, sort: 'recoverAtDesc' }],
  ['consumed ones', { state: 'consumed' }],
];

async function rowsReadBy(work: () => Promise<unknown>) {
  const statements = await explainAll(work);
  expect(statements.every(({ explained }) => explained)).toBe(true);
  return {
    rowsRead: statements.reduce((sum, statement) => sum + statement.rowsRead, 0),
    seqScannedTables: statements
      .flatMap(({ seqScannedTables }) => seqScannedTables)
      .filter((table) => ['orders', 'stock_locks', 'refunds'].includes(table)),
  };
}

async function expectBounded(work: () => Promise<unknown>): Promise<void> {
  const { rowsRead, seqScannedTables } = await rowsReadBy(work);
  expect(seqScannedTables).toEqual([]);
  expect(rowsRead).toBeLessThan(ROWS_PER_PAGE_MAX);
}

test.each(views)('a page of the locks, %s, reads a bounded number of rows', async (_, view) => {
  const first = await listLocks(shop.deps, filterOf(view));
  expect(first.locks).toHaveLength(50);
  await expectBounded(() => listLocks(shop.deps, filterOf(view)));
  const cursor = first.nextCursor!;
  await expectBounded(() => listLocks(shop.deps, filterOf({ ...view, cursor })));
});

test.each(['active', 'consumed', 'released'] as const)(
  'a page of the %s locks of one SKU, by its id or by its code, reads a bounded number of rows',
  async (state) => {
    for (const filter of [{ skuId }, { sku: code }]) {
      const view = filterOf({ ...filter, state });
      const { locks, nextCursor } = await listLocks(shop.deps, view);
      expect(locks).toHaveLength(50);
      await expectBounded(() => listLocks(shop.deps, view));
      await expectBounded(() => listLocks(shop.deps, { ...view, cursor: nextCursor! }));
    }
  },
);

test('the history of a SKU and the list of refunds read a bounded number of rows', async () => {
  const { entries, nextCursor } = await listStockHistory(shop.deps, skuId, undefined);
  expect(entries).toHaveLength(50);
  await expectBounded(() => listStockHistory(shop.deps, skuId, undefined));
  await expectBounded(() => listStockHistory(shop.deps, skuId, nextCursor!));
  await expectBounded(() => listRefunds(shop.deps, {}));
});

test('the orders of a SKU, and those of a number’s beginning, are found without reading all', async () => {
  const { orders } = await listOrders(shop.deps, { search: code });
  expect(orders).toHaveLength(50);
  const { rowsRead, seqScannedTables } = await rowsReadBy(() =>
    listOrders(shop.deps, { search: code }),
  );
  expect(seqScannedTables).toEqual([]);
  expect(rowsRead).toBeLessThan(ALL / 5);
  await expectBounded(() => listOrders(shop.deps, { search: orders[0]!.number.slice(0, 9) }));
});

test('the payable orders of a buyer are found without reading all of theirs or all that are pending', async () => {
  const { rows } = await client.query<{ buyer_id: string; order_id: string }>(
    `select buyer_id, order_id from orders where status = 'pending_payment' and pay_by > $1 limit 1`,
    [shop.clock.now()],
  );
  const { buyer_id: buyerId, order_id: orderId } = rows[0]!;
  const { orders } = await listOrders(shop.deps, { buyerId, payable: true });
  expect(orders).toMatchObject([{ orderId }]);
  for (const buyer of [buyerId, REGULAR_CUSTOMER]) {
    await expectBounded(() => listOrders(shop.deps, { buyerId: buyer, payable: true }));
  }
});

test('what counts all of it reads every lock and every order once', async () => {
  const rowsIn = async (work: () => Promise<unknown>) => (await rowsReadBy(work)).rowsRead;
  expect(await rowsIn(() => summarizeLocks(shop.deps))).toBeLessThan(ALL + ROWS_PER_PAGE_MAX);
  expect(await rowsIn(() => getOverview(shop.deps))).toBeLessThan(2 * (ALL + ROWS_PER_PAGE_MAX));
  // Of the SKUs on the page alone, each of which has its share of the locks.
  expect(await rowsIn(() => listLocksBySku(shop.deps, { sort: 'locked' }))).toBeLessThan(
    (52 * ACTIVE) / SKUS + ROWS_PER_PAGE_MAX,
  );
});
