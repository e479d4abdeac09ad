import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { v7 } from 'uuid';
import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import { singleMetric, type BenchCase, type OpenCase } from './bench-case.ts';
import { PRICE_CENTS, type BenchDatabase } from './bench-database.ts';
import { measureClosedLoop } from './closed-loop.ts';
import { pickHotSku, pickSpreadSku, type SkuPicker } from './sku-picker.ts';
import { shippingAddress } from './new-order.ts';
import { PAYMENT_WINDOW_H } from './shop-environment.ts';
import { CLIENT_COUNT, type BenchContext } from './bench-context.ts';

/** Simulated latency of the payment service, during which the lock is held. */
const PAYMENT_CALL_MS = 50;
const PAYMENT_WINDOW_MS = PAYMENT_WINDOW_H * 3_600_000;
const RECOVERY_DELAY_MS = 5 * 60_000;

const clientsDescription = `${CLIENT_COUNT} connections, each placing orders of one unit in a loop`;

/** The usual ways of placing orders, in the same tables on the same server. */
export const baselines: BenchCase[] = [
  {
    name: 'raw-hot',
    description: `orders committed, one transaction each in plain SQL, without jobs, all of one SKU; ${clientsDescription}`,
    open: (context) => openBaseline(context, pickHotSku(context.database), {}),
  },
  {
    name: 'raw-hot-stock-last',
    description:
      'the same, but stock is updated last, so that its row is locked as briefly as possible',
    open: (context) => openBaseline(context, pickHotSku(context.database), { stockLast: true }),
  },
  {
    name: 'raw-spread',
    description: 'as raw-hot, over 1,000 random SKUs',
    open: (context) => openBaseline(context, pickSpreadSku(context.database), {}),
  },
  {
    name: 'naive-hot',
    description:
      'as raw-hot, and pg-boss sends the two delayed jobs of each order in its transaction',
    open: (context) => openBaseline(context, pickHotSku(context.database), { jobs: true }),
  },
  {
    name: 'global-lock-hot',
    description: `as raw-hot, with the row locked during a payment call of ${PAYMENT_CALL_MS} ms`,
    open: (context) => openBaseline(context, pickHotSku(context.database), { holdLock: true }),
  },
];

interface Variant {
  jobs?: boolean;
  holdLock?: boolean;
  stockLast?: boolean;
}

type SendJobs = (client: pg.Client, orderId: string, payBy: Date, recoverAt: Date) => unknown;

async function openBaseline(
  context: BenchContext,
  pickSku: SkuPicker,
  variant: Variant,
): Promise<OpenCase> {
  const { database } = context;
  const clients = await context.clients();
  const jobs = variant.jobs ? await createJobSender(database) : null;
  return {
    async sample(durationMs) {
      const perS = await measureClosedLoop(clients, durationMs, (client) =>
        placeOne(client, pickSku(), database.locationId, variant, jobs?.send),
      );
      return singleMetric('orders/s', perS);
    },
    close: () => jobs?.close() ?? Promise.resolve(),
  };
}

/** Sends statements as applications usually do: parameterised, unprepared, one round trip each. */
async function placeOne(
  client: pg.Client,
  skuId: string,
  locationId: string,
  variant: Variant,
  sendJobs: SendJobs | undefined,
): Promise<void> {
  const orderId = v7();
  const now = new Date();
  const payBy = new Date(now.getTime() + PAYMENT_WINDOW_MS);
  const recoverAt = new Date(payBy.getTime() + RECOVERY_DELAY_MS);
  await client.query('begin');
  if (!variant.stockLast) await takeStock(client, skuId, locationId);
  if (variant.holdLock) await delay(PAYMENT_CALL_MS);
  await client.query(
    `insert into orders (order_id, buyer_id, currency, total_cents, email, shipping_address,
       placed_at, pay_by, recover_at) values ($1, $2, 'EUR', $3, $4, $5, $6, $7, $8)`,
    [orderId, v7(), PRICE_CENTS, 'b@example.com', shippingAddress, now, payBy, recoverAt],
  );
  await client.query(
    `insert into order_lines (order_id, sku_id, quantity, unit_price_cents, name)
     values ($1, $2, 1, $3, 'Bench product')`,
    [orderId, skuId, PRICE_CENTS],
  );
  await client.query(
    `insert into stock_locks (order_id, sku_id, location_id, quantity, recover_at)
     values ($1, $2, $3, 1, $4)`,
    [orderId, skuId, locationId, recoverAt],
  );
  await sendJobs?.(client, orderId, payBy, recoverAt);
  if (variant.stockLast) await takeStock(client, skuId, locationId);
  await client.query('commit');
}

async function takeStock(client: pg.Client, skuId: string, locationId: string): Promise<void> {
  const { rowCount } = await client.query(
    `update stock set locked = locked + 1
     where sku_id = $1 and location_id = $2 and on_hand - locked >= 1`,
    [skuId, locationId],
  );
  if (rowCount !== 1) throw new Error(`SKU ${skuId} is sold out.`);
}

/** Sends two jobs per order with pg-boss's `send` on the transaction's connection. */
async function createJobSender(database: BenchDatabase) {
  const boss = createSendOnlyBoss(database.databaseUrl, (error) => console.error(error));
  await boss.start();
  const send: SendJobs = async (client, orderId, payBy, recoverAt) => {
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const payload = { orderIds: [orderId] };
    await boss.send('close-orders', payload, { startAfter: payBy, db });
    await boss.send('recover-stock', payload, { startAfter: recoverAt, db });
  };
  return { send, close: () => boss.stop({ graceful: false }) };
}
