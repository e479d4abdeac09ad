import { setTimeout as delay } from 'node:timers/promises';
import type { BenchCase, Metrics } from './bench-case.ts';
import { createBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { CleanupStack } from './cleanup-stack.ts';
import { chunkOrderIds, insertJobs } from './group-jobs.ts';
import { insertPendingOrders } from './prepared-orders.ts';
import { startUsageMeter, withChildren } from './process-usage.ts';
import { startWeb, startWorker } from './shop-process.ts';

const ORDERS = 100_000;
const HOUR_MS = 3_600_000;
const MEASURE_MS = 15_000;
/** Sessions tell PostgreSQL's statistics up to ten seconds late what they have done. */
const STATISTICS_DELAY_MS = 11_000;

/** What the shop costs while nobody orders and nothing is due. */
export const idleCase: BenchCase = {
  name: 'idle',
  description: `transactions and processor time a second while web and worker have nothing to do, with an empty shop and with ${ORDERS.toLocaleString('en')} unpaid orders whose time has not come`,
  isolated: { samplesMax: 1 },
  tier: 'thorough',
  async open(stage) {
    const closing = new CleanupStack();
    const database = await closing.acquire(createBenchDatabase(stage.server), (one) => one.drop());
    const web = await closing.acquire(startWeb(database, 'web'), (one) => one.stop());
    const worker = await closing.acquire(startWorker(database), (one) => one.stop());

    async function watch(prefix: string): Promise<Metrics> {
      await delay(STATISTICS_DELAY_MS);
      const usage = startUsageMeter({
        'web-and-worker': () => [web.pid, worker.pid],
        database: () => withChildren(stage.server.pid),
      });
      const before = await readTransactions(database);
      await delay(MEASURE_MS);
      const seconds = MEASURE_MS / 1000;
      const transactions = (await readTransactions(database)) - before;
      return {
        [`${prefix}-transactions`]: { unit: 'transactions/s', value: transactions / seconds },
        ...usage.perSecond(seconds, `${prefix}-`),
      };
    }

    return {
      async sample() {
        const empty = await watch('empty');
        const payBy = new Date(Date.now() + HOUR_MS);
        const orderIds = await insertPendingOrders(database, ORDERS, { payBy });
        await insertJobs(database, 'close-orders', chunkOrderIds(orderIds), payBy);
        await insertJobs(database, 'recover-stock', chunkOrderIds(orderIds), payBy);
        await database.client.query('vacuum analyze');
        return { ...empty, ...(await watch('waiting')) };
      },
      close: () => closing.close(),
    };
  },
};

async function readTransactions({ client }: BenchDatabase): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `select xact_commit + xact_rollback as count
     from pg_stat_database where datname = current_database()`,
  );
  return Number(rows[0]?.count);
}
