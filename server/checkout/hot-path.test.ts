import pg from 'pg';
import { v4, v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { recordPayments } from './record-payments.ts';
import { recoverStock } from './recover-stock.ts';
import { sweep } from './sweep.ts';
import { explainAll } from '../testing/explain-queries.ts';
import { countRoundTrips } from '../testing/count-round-trips.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';
import { closeOrders } from './close-orders.ts';
import { placeOrders } from './place-orders.ts';
import { requestPayment } from './request-payment.ts';
import { TEST_JOB, TEST_SHOPPER } from '../testing/actors.ts';

/*
 * What ordering costs the database must not depend on how much there is: a group takes the same
 * statements whatever its size, and each finds its rows by an index, also on tables that have grown
 * since the planner last looked at them.
 */

const SKUS = 1000;
const EARLIER_ORDERS = 20_000;
const GROUP_SIZES = [1, 50, 500];
/** Orders are closed a hundred in a transaction. */
const CLOSE_GROUP_SIZES = [1, 50, 100];
/** The payment service is asked for one order at a time. */
const SINGLE_ORDER = [1];
/** Rows that one statement may read for each order of a group of one-line orders. */
const ROWS_PER_ORDER_MAX = 4;
/** pg-boss looks at its list of queues, which has few. */
const ROWS_OF_QUEUES_MAX = 20;
const HOUR_MS = 3_600_000;

describe.each([
  { title: 'when statistics are fresh', fresh: true, planMode: 'auto' },
  { title: 'when tables have grown since the last statistics', fresh: false, planMode: 'auto' },
  { title: 'when plans are made for any values', fresh: true, planMode: 'force_generic_plan' },
  {
    title: 'when plans were made while tables were empty',
    fresh: false,
    planMode: 'auto',
    early: true,
  },
])('the hot path $title', ({ fresh, planMode, early = false }) => {
  let shop: TestShop;
  let client: pg.Client;
  let skuIds: string[];
  let later: Deps;

  beforeAll(async () => {
    shop = await openTestShop({ MAX_UNITS_HELD: '1000' });
    // What an event is recorded by would be counted as the verb's.
    await shop.sandbox.control('faults', { webhook_paused: true });
    client = new pg.Client({ connectionString: shop.ownerUrl });
    await client.connect();
    await setPlanMode(client, planMode);
    await disableAutovacuum(client);
    if (!fresh) await client.query('analyze');
    later = { ...shop.deps, clock: { now: () => addMs(shop.clock.now(), HOUR_MS) } };
    skuIds = await insertSkus(client);
    if (early) await runOften();
    await insertEarlierOrders(client);
    if (fresh) await client.query('vacuum analyze');
  });

  afterAll(async () => {
    await client.end();
    await shop.close();
  });

  const hot = (size: number) =>
    Array.from({ length: size }, () => shop.buildOrder({ [skuIds[0]!]: 1 }));
  /** Of buyers in both languages. */
  const spread = (size: number) =>
    Array.from({ length: size }, (_, index) =>
      shop.buildOrder({ [skuIds[index]!]: 1 }, { language: index % 2 === 0 ? 'zh' : 'en' }),
    );

  async function placed(size: number): Promise<string[]> {
    const orders = hot(size);
    await placeOrders(shop.deps, orders);
    return orders.map((order) => order.orderId);
  }

  /** Orders whose payment can come in any moment. */
  async function awaited(size: number): Promise<string[]> {
    const orderIds = await placed(size);
    await client.query(
      `insert into payments (order_id, state, session_id, amount_cents, currency, requested_at, updated_at)
       select id, 'open', 'cs_' || id, ${PRICE_CENTS}, 'EUR', now(), now()
       from unnest($1::uuid[]) as id`,
      [orderIds],
    );
    return orderIds;
  }

  /** So often that all statements are prepared, with plans that are kept. */
  async function runOften(): Promise<void> {
    for (const { run } of verbs) for (let i = 0; i < 12; i++) await (await run(1))();
  }

  const verbs: {
    verb: string;
    sizes?: number[];
    run: (size: number) => Promise<() => Promise<unknown>>;
  }[] = [
    {
      verb: 'placing on one SKU',
      run: async (size) => {
        const orders = hot(size);
        return () => placeOrders(shop.deps, orders);
      },
    },
    {
      verb: 'placing, each on a SKU of its own',
      run: async (size) => {
        const orders = spread(size);
        return () => placeOrders(shop.deps, orders);
      },
    },
    {
      verb: 'recording payments',
      run: async (size) => {
        const orderIds = await awaited(size);
        return () => recordPayments(shop.deps, TEST_JOB, orderIds.map(paid));
      },
    },
    {
      verb: 'closing',
      sizes: CLOSE_GROUP_SIZES,
      run: async (size) => {
        const orderIds = await placed(size);
        return () => closeOrders(later, TEST_JOB, orderIds, { reason: 'payment_window_passed' });
      },
    },
    {
      verb: 'asking for a payment',
      sizes: SINGLE_ORDER,
      run: async () => {
        const [orderId] = await placed(1);
        return () => requestPayment(shop.deps, TEST_SHOPPER, orderId!);
      },
    },
    {
      verb: 'closing what could have been paid',
      sizes: SINGLE_ORDER,
      run: async () => {
        const [orderId] = await placed(1);
        await requestPayment(shop.deps, TEST_SHOPPER, orderId!);
        return () => closeOrders(later, TEST_JOB, [orderId!], { reason: 'payment_window_passed' });
      },
    },
    {
      verb: 'recovering what was never closed',
      sizes: CLOSE_GROUP_SIZES,
      run: async (size) => {
        const orderIds = await placed(size);
        return () => recoverStock(later, TEST_JOB, orderIds);
      },
    },
    {
      verb: 'recovering what was settled before',
      run: async (size) => {
        const orderIds = await placed(size);
        await closeOrders(later, TEST_JOB, orderIds, { reason: 'payment_window_passed' });
        return () => recoverStock(later, TEST_JOB, orderIds);
      },
    },
  ];

  test.each(verbs)(
    '$verb takes as many statements for a whole group as for one, each reading by an index',
    async ({ run, sizes = GROUP_SIZES }) => {
      const counts: number[] = [];
      for (const size of sizes) {
        const statements = await explainAll(await run(size));
        counts.push(statements.length);
        for (const {
          text,
          seqScannedTables,
          rowsRead,
          rowsProcessedMax: rowsHandledMax,
        } of statements) {
          expect(seqScannedTables, `sequential scan by a group of ${size}: ${text}`).toEqual([]);
          expect(
            rowsHandledMax,
            `rows handled for a group of ${size}: ${text}`,
          ).toBeLessThanOrEqual(Math.max(size * ROWS_PER_ORDER_MAX, ROWS_OF_QUEUES_MAX));
          expect(rowsRead, `rows read for a group of ${size}: ${text}`).toBeLessThanOrEqual(
            size * ROWS_PER_ORDER_MAX,
          );
        }
      }
      expect(counts).toEqual(counts.map(() => counts[0]));
    },
  );

  test.each([
    // BEGIN and what is read, what is written and COMMIT.
    { verb: 'placing on one SKU', roundTripsMax: 2 },
    // The locks settled in between are what stock is changed by.
    { verb: 'recording payments', roundTripsMax: 3 },
    // Orders and payments are read before the payment service would be asked, one after the other.
    { verb: 'closing', roundTripsMax: 5 },
    // Order and payment, the attempt, the lines for the payment service, and the session that it opened.
    { verb: 'asking for a payment', roundTripsMax: 5 },
  ])('$verb waits for the database $roundTripsMax times', async ({ verb, roundTripsMax }) => {
    const run = await verbs.find((candidate) => candidate.verb === verb)!.run(50);
    expect(await countRoundTrips(run)).toBe(roundTripsMax);
  });

  test('who has ordered for years is no slower to serve than who comes first', async () => {
    const buyerId = v4();
    await insertOrdersOfBuyer(client, buyerId, 2000);
    const orders = hot(1).map((order) => ({ ...order, buyerId }));
    for (const { text, rowsRead } of await explainAll(() => placeOrders(shop.deps, orders))) {
      expect(rowsRead, `rows read by ${text}`).toBeLessThanOrEqual(ROWS_PER_ORDER_MAX);
    }
  });

  test('a sweep reads nothing of what is not overdue', async () => {
    const statements = await explainAll(() => sweep(shop.deps, TEST_JOB));
    expect(statements.filter(({ explained }) => explained).length).toBeGreaterThanOrEqual(3);
    for (const { text, seqScannedTables, rowsRead } of statements) {
      expect(seqScannedTables, `sequential scan by ${text}`).toEqual([]);
      expect(rowsRead, `rows read by ${text}`).toBe(0);
    }
  });

  test('a group of any size leaves one job to close it and one to recover it', async () => {
    for (const size of GROUP_SIZES) {
      const before = await countJobs(client);
      await placeOrders(shop.deps, hot(size));
      const after = await countJobs(client);
      expect(after.close - before.close).toBe(1);
      expect(after.recover - before.recover).toBe(1);
    }
  });
});

function paid(orderId: string) {
  return {
    orderId,
    sessionId: `cs_${orderId}`,
    state: {
      kind: 'paid' as const,
      paymentIntentId: `pi_${orderId}`,
      amountCents: PRICE_CENTS,
      currency: 'EUR',
    },
    event: {
      eventId: `evt_${orderId}`,
      kind: 'checkout.session.completed',
      occurredAt: new Date(),
    },
  };
}

/** For connections opened from now on. */
async function setPlanMode(client: pg.Client, planMode: string): Promise<void> {
  await client.query(
    `do $$ begin execute format('alter database %I set plan_cache_mode = ${planMode}', current_database()); end $$`,
  );
}

/** PostgreSQL would gather statistics by itself within a minute. */
async function disableAutovacuum(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of rows) {
    await client.query(`alter table ${name} set (autovacuum_enabled = false)`);
  }
}

async function insertSkus(client: pg.Client): Promise<string[]> {
  await client.query(
    `insert into products (product_id, slug, name, category, created_at)
     select id, id::text, 'Test product', 'Tests', now()
     from (select gen_random_uuid() as id from generate_series(1, ${SKUS})) as ids`,
  );
  await client.query(
    `insert into skus (sku_id, product_id, code, price_cents)
     select gen_random_uuid(), product_id, product_id::text, ${PRICE_CENTS} from products`,
  );
  await client.query(
    `insert into stock (sku_id, location_id, on_hand)
     select sku_id, location_id, 1000000 from skus, locations`,
  );
  const { rows } = await client.query<{ sku_id: string }>('select sku_id from skus');
  return rows.map((row) => row.sku_id);
}

/** Orders of other buyers, half of them unpaid and not due, half of them paid. */
async function insertEarlierOrders(client: pg.Client): Promise<void> {
  await client.query(
    `insert into orders (order_id, buyer_id, status, status_reason, currency, total_cents, email,
       shipping_address, placed_at, pay_by, recover_at, settled_at)
     select gen_random_uuid(), gen_random_uuid(),
       case when paid then 'paid' else 'pending_payment' end,
       case when paid then 'payment_received' end,
       'EUR', ${PRICE_CENTS}, 'earlier@example.com', '{}',
       now(), now() + interval '12 hours', now() + interval '13 hours',
       case when paid then now() end
     from (select number % 2 = 0 as paid from generate_series(1, ${EARLIER_ORDERS}) as number) as it`,
  );
  await client.query(
    `insert into order_lines (order_id, sku_id, quantity, unit_price_cents, name)
     select order_id, (select sku_id from skus limit 1), 1, ${PRICE_CENTS}, 'Test product' from orders
     where email = 'earlier@example.com'`,
  );
  await client.query(
    `insert into stock_locks (order_id, sku_id, location_id, quantity, state, recover_at, settled_at)
     select order_id, sku_id, (select location_id from locations), 1,
       case when status = 'paid' then 'consumed' else 'active' end, recover_at, settled_at
     from orders join order_lines using (order_id) where email = 'earlier@example.com'`,
  );
  await client.query(
    `insert into payments (order_id, state, session_id, amount_cents, currency, paid_cents,
       requested_at, updated_at)
     select order_id, 'paid', 'cs_' || order_id, total_cents, 'EUR', total_cents, now(), now()
     from orders where status = 'paid' on conflict do nothing`,
  );
  await client.query(
    `insert into payment_events (order_id, event_id, kind, session_id, occurred_at, received_at, outcome)
     select order_id, 'evt_' || order_id, 'checkout.session.completed', session_id, now(), now(),
       'order_paid' from payments on conflict do nothing`,
  );
  await client.query(
    `insert into webhook_events (event_id, kind, order_id, payload, occurred_at, received_at,
       applied_at, outcome)
     select event_id, kind, order_id, '{}', occurred_at, received_at, now(), outcome
     from payment_events`,
  );
  await client.query(
    `insert into refunds (order_id, refund_id, payment_intent_id, state, reason, amount_cents,
       currency, requested_by, requested_at, updated_at)
     select order_id, gen_random_uuid(), 'pi_' || order_id, 'succeeded', 'requested_by_staff', 1,
       'EUR', 'staff', now() - interval '1 hour', now() from payments`,
  );
}

/** Settled orders of one buyer, one an hour up to three days ago. */
async function insertOrdersOfBuyer(
  client: pg.Client,
  buyerId: string,
  count: number,
): Promise<void> {
  const times = Array.from({ length: count }, (_, index) => Date.now() - (72 + index) * HOUR_MS);
  await client.query(
    `insert into orders (order_id, buyer_id, status, status_reason, currency, total_cents, email,
       shipping_address, placed_at, pay_by, recover_at, settled_at)
     select order_id, $2, 'cancelled', 'payment_window_passed', 'EUR', ${PRICE_CENTS},
       'shopper@example.com', '{}', now(), now() + interval '1 hour', now() + interval '2 hours', now()
     from unnest($1::uuid[]) as order_id`,
    [times.map((msecs) => v7({ msecs })), buyerId],
  );
}

async function countJobs(client: pg.Client) {
  const { rows } = await client.query<{ close: string; recover: string }>(
    `select count(*) filter (where name = 'close-orders') as close,
       count(*) filter (where name = 'recover-stock') as recover from pgboss.job`,
  );
  return { close: Number(rows[0]?.close), recover: Number(rows[0]?.recover) };
}
