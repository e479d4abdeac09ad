import { setTimeout as delay } from 'node:timers/promises';
import type { BenchCase, Metrics, OpenCase } from './bench-case.ts';
import { createBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { chunkOrderIds, insertJobs, ORDERS_PER_JOB } from './group-jobs.ts';
import { checkpoint } from './history.ts';
import { assertNoFailures } from './http-cases.ts';
import type { LoadResult } from './load-protocol.ts';
import { insertPendingOrders } from './prepared-orders.ts';
import { startUsageMeter, withChildren } from './process-usage.ts';
import { startWeb, startWorker } from './shop-process.ts';
import type { BenchContext } from './bench-context.ts';

const ORDERS = 100_000;
const SHOPPERS_PER_S = 300;
const CONNECTIONS = 64;
const RECOVERY_DELAY_MS = 5 * 60_000;
/** From the start of preparation until the orders expire; placing is measured in what is left of it. */
const LEAD_TIME_MS = 20_000;
const BEFORE_MS_MIN = 4000;
const POLL_INTERVAL_MS = 100;
const CLOSING_MS_MAX = 300_000;

/** Orders that expire at the same time, closed by a real worker while orders are being placed. */
export const expiryCliff: BenchCase = {
  name: 'expiry-cliff',
  description:
    `seconds from X until the worker process has closed 100,000 unpaid orders of one SKU that reach it at the same time, ` +
    `${ORDERS_PER_JOB} a job, while ${SHOPPERS_PER_S} orders a second of the same SKU are placed over HTTP at a constant rate; place-*: their latency before X and meanwhile`,
  isolated: { samplesMax: 3 },
  open: openCliff,
};

async function openCliff(context: BenchContext): Promise<OpenCase> {
  await using opening = new AsyncDisposableStack();
  const database = opening.adopt(await createBenchDatabase(context.server), (one) => one.drop());
  const web = opening.adopt(await startWeb(database, 'web'), (one) => one.stop());
  const worker = opening.adopt(await startWorker(database), (one) => one.stop());
  const generator = await context.loadGenerator();
  const resources = opening.move();
  const shoppers = {
    urls: [web.url],
    call: { procedure: 'orders.place', skuId: database.hotSku },
    connections: CONNECTIONS,
    callsPerS: SHOPPERS_PER_S,
  } as const;

  return {
    async sample(): Promise<Metrics> {
      const expireAt = new Date(Date.now() + LEAD_TIME_MS);
      await insertExpiring(database, expireAt);
      const durationMs = expireAt.getTime() - Date.now() - 500;
      if (durationMs < BEFORE_MS_MIN) {
        throw new Error('The machine is too busy: the orders expired while they were prepared.');
      }
      const before = await generator.run({ ...shoppers, durationMs });
      await delay(Math.max(0, expireAt.getTime() - Date.now()));

      const usage = startUsageMeter({
        worker: () => [worker.pid],
        database: () => withChildren(context.server.pid),
      });
      const placing = generator.run({ ...shoppers, durationMs: null });
      const closedAfterMs = await waitUntilClosed(database, expireAt);
      const used = usage.perThousandOrders(ORDERS);
      generator.stop();
      const meanwhile = await placing;
      assertNoFailures(before, meanwhile);
      return {
        '': { unit: 's', value: closedAfterMs / 1000 },
        ...placeLatencies('before', before),
        ...placeLatencies('meanwhile', meanwhile),
        ...used,
      };
    },
    close: () => resources.disposeAsync(),
  };
}

async function insertExpiring(database: BenchDatabase, expireAt: Date): Promise<void> {
  const orderIds = await insertPendingOrders(database, ORDERS, { payBy: expireAt });
  const recoverAt = new Date(expireAt.getTime() + RECOVERY_DELAY_MS);
  const jobs = chunkOrderIds(orderIds);
  await insertJobs(database, 'close-orders', jobs, expireAt);
  await insertJobs(database, 'recover-stock', jobs, recoverAt);
  await checkpoint(database);
}

async function waitUntilClosed({ client }: BenchDatabase, expireAt: Date): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ open: boolean }>(
      `select exists (select from orders where status = 'pending_payment' and pay_by <= $1) as open`,
      [expireAt],
    );
    const sinceMs = Date.now() - expireAt.getTime();
    if (!rows[0]?.open) return sinceMs;
    if (sinceMs > CLOSING_MS_MAX) {
      throw new Error(`The worker did not close all orders within ${CLOSING_MS_MAX / 1000} s.`);
    }
    await delay(POLL_INTERVAL_MS);
  }
}

function placeLatencies(when: string, { p50Ms, p99Ms, p999Ms }: LoadResult): Metrics {
  return {
    [`place-p50-${when}`]: { unit: 'ms', value: p50Ms },
    [`place-p99-${when}`]: { unit: 'ms', value: p99Ms },
    [`place-p99.9-${when}`]: { unit: 'ms', value: p999Ms },
  };
}
