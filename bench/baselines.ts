import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { v4, v7 } from 'uuid';
import { createSendingBoss } from '#server/jobs.ts';
import { only, type BenchCase, type OpenCase } from './bench-case.ts';
import { PRICE_CENTS, type BenchDatabase } from './bench-database.ts';
import { measureClosedLoop } from './closed-loop.ts';
import { shippingAddress } from './new-order.ts';
import { hot, spread, type Demand } from './demand.ts';

const CONNECTIONS = 32;
/** What a payment service takes to answer, when the lock is held meanwhile. */
const PAYMENT_CALL_MS = 50;
const PAYMENT_WINDOW_MS = 15 * 60_000;
const RECOVERY_DELAY_MS = 5 * 60_000;

const way = `${CONNECTIONS} connections, each placing orders of one unit one after the other`;

/** How shops place orders without Holdfast, into the same tables on the same server. */
export const baselines: BenchCase[] = [
  {
    name: 'raw-hot',
    counts: `orders committed, a transaction each in plain SQL without jobs, all of one SKU; ${way}`,
    open: ({ database }) => openBaseline(database, hot(database)),
  },
  {
    name: 'raw-spread',
    counts: 'the same over 1,000 SKUs at random',
    open: ({ database }) => openBaseline(database, spread(database)),
  },
  {
    name: 'naive-hot',
    counts: `as raw-hot, with the order's two delayed jobs sent by pg-boss in its transaction`,
    open: ({ database }) => openBaseline(database, hot(database), { jobs: true }),
  },
  {
    name: 'global-lock-hot',
    counts: `as raw-hot, the row locked while a payment service is asked, which takes ${PAYMENT_CALL_MS} ms`,
    open: ({ database }) => openBaseline(database, hot(database), { holdLock: true }),
  },
];

type PlaceJobs = (client: pg.Client, orderId: string, payBy: Date, recoverAt: Date) => unknown;

async function openBaseline(
  database: BenchDatabase,
  demand: Demand,
  options: { jobs?: boolean; holdLock?: boolean } = {},
): Promise<OpenCase> {
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = new pg.Client({ connectionString: database.databaseUrl });
      await client.connect();
      return client;
    }),
  );
  const jobs = options.jobs ? await openJobs(database) : null;
  return {
    sample: async (durationMs) =>
      only(
        'orders/s',
        await measureClosedLoop(clients, durationMs, (client) =>
          placeOne(client, demand, options.holdLock ?? false, jobs?.send),
        ),
      ),
    async close() {
      await Promise.all(clients.map((client) => client.end()));
      await jobs?.close();
    },
  };
}

/** Statements as an application sends them: with parameters, unnamed, one round trip each. */
async function placeOne(
  client: pg.Client,
  demand: Demand,
  holdLock: boolean,
  sendJobs: PlaceJobs | undefined,
): Promise<void> {
  const orderId = v7();
  const [skuId] = demand();
  const now = new Date();
  const payBy = new Date(now.getTime() + PAYMENT_WINDOW_MS);
  const recoverAt = new Date(payBy.getTime() + RECOVERY_DELAY_MS);
  await client.query('begin');
  const { rows } = await client.query<{ location_id: string }>(
    `update stock set locked = locked + 1
     where sku_id = $1 and on_hand - locked >= 1 returning location_id`,
    [skuId],
  );
  if (holdLock) await delay(PAYMENT_CALL_MS);
  await client.query(
    `insert into orders (order_id, buyer_id, currency, total_cents, email, shipping_address,
       placed_at, pay_by, recover_at) values ($1, $2, 'EUR', $3, $4, $5, $6, $7, $8)`,
    [orderId, v4(), PRICE_CENTS, 'b@example.com', shippingAddress, now, payBy, recoverAt],
  );
  await client.query(
    `insert into order_lines (order_id, sku_id, quantity, unit_price_cents, name)
     values ($1, $2, 1, $3, 'Bench product')`,
    [orderId, skuId, PRICE_CENTS],
  );
  await client.query(
    `insert into stock_locks (order_id, sku_id, location_id, quantity, recover_at)
     values ($1, $2, $3, 1, $4)`,
    [orderId, skuId, rows[0]?.location_id, recoverAt],
  );
  await sendJobs?.(client, orderId, payBy, recoverAt);
  await client.query('commit');
}

/** Two jobs an order, by pg-boss's own `send` over the connection of the transaction. */
async function openJobs(database: BenchDatabase) {
  const boss = createSendingBoss(database.databaseUrl, (error) => console.error(error));
  await boss.start();
  const send: PlaceJobs = async (client, orderId, payBy, recoverAt) => {
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const payload = { orderIds: [orderId] };
    await boss.send('close-orders', payload, { startAfter: payBy, db });
    await boss.send('recover-stock', payload, { startAfter: recoverAt, db });
  };
  return { send, close: () => boss.stop({ graceful: false }) };
}
