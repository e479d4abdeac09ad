import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { v4, v7 } from 'uuid';
import type { BenchDatabase } from './bench-database.ts';
import { PRICE_CENTS } from './bench-database.ts';

/** How a shop places an order without Holdfast: one transaction each, on its own connection. */
export interface Baseline {
  /** Orders placed until the time is up, by 32 connections that each place one after the other. */
  run(durationMs: number): Promise<number>;
  close(): Promise<void>;
}

export const CONNECTIONS = 32;

/** What a payment service takes to answer, when the lock is held meanwhile. */
const PAYMENT_CALL_MS = 50;

const address = JSON.stringify({
  name: 'Bench',
  line1: '1 Bench Street',
  city: 'Bench',
  postalCode: '12345',
  country: 'DE',
});

type Skus = () => string;

/**
 * @param skus names the SKU of the next order
 * @param options.jobs also inserts the order's two delayed jobs, as `naive` does
 * @param options.holdLock asks the payment service while the row is locked, as `global-lock` does
 */
export async function openBaseline(
  database: BenchDatabase,
  skus: Skus,
  options: { jobs?: boolean; holdLock?: boolean } = {},
): Promise<Baseline> {
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = new pg.Client({ connectionString: database.databaseUrl });
      await client.connect();
      return client;
    }),
  );

  async function placeOne(client: pg.Client): Promise<void> {
    const orderId = v7();
    const skuId = skus();
    const now = Date.now();
    const payBy = new Date(now + 900_000);
    const recoverAt = new Date(now + 1_200_000);
    await client.query('begin');
    const { rows } = await client.query<{ location_id: string }>({
      name: 'take',
      text: `update stock set locked = locked + 1
        where sku_id = $1 and on_hand - locked >= 1 returning location_id`,
      values: [skuId],
    });
    if (options.holdLock) await delay(PAYMENT_CALL_MS);
    await client.query({
      name: 'order',
      text: `insert into orders (order_id, buyer_id, currency, total_cents, email, shipping_address,
        placed_at, pay_by, recover_at) values ($1, $2, 'EUR', $3, $4, $5, $6, $7, $8)`,
      values: [
        orderId,
        v4(),
        PRICE_CENTS,
        'b@example.com',
        address,
        new Date(now),
        payBy,
        recoverAt,
      ],
    });
    await client.query({
      name: 'line',
      text: `insert into order_lines values ($1, $2, 1, ${PRICE_CENTS}, 'Bench product')`,
      values: [orderId, skuId],
    });
    await client.query({
      name: 'lock',
      text: `insert into stock_locks values ($1, $2, $3, 1, 'active', $4)`,
      values: [orderId, skuId, rows[0]?.location_id, recoverAt],
    });
    if (options.jobs) await insertJobs(client, orderId, payBy, recoverAt);
    await client.query('commit');
  }

  return {
    async run(durationMs) {
      const end = performance.now() + durationMs;
      let placed = 0;
      await Promise.all(
        clients.map(async (client) => {
          while (performance.now() < end) {
            await placeOne(client);
            placed++;
          }
        }),
      );
      return placed;
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

/** The two jobs as pg-boss's own insert writes them. */
async function insertJobs(client: pg.Client, orderId: string, payBy: Date, recoverAt: Date) {
  for (const [queue, startAfter] of [
    ['close-orders', payBy],
    ['recover-stock', recoverAt],
  ] as const) {
    await client.query({
      name: `job ${queue}`,
      text: `insert into pgboss.job (name, data, start_after, keep_until, policy)
        values ($1, $2, $3, $3::timestamptz + interval '14 days', 'standard')`,
      values: [queue, JSON.stringify({ orderIds: [orderId] }), startAfter],
    });
  }
}
