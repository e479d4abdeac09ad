import { setTimeout as delay } from 'node:timers/promises';
import type { BenchCase, Figures } from './bench-case.ts';
import { createBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { Closing } from './closing.ts';
import { inGroups, insertJobs } from './group-jobs.ts';
import { insertPendingOrders } from './prepared-orders.ts';
import { startUsage, withChildren } from './process-usage.ts';
import { startWeb, startWorker } from './shop-process.ts';

const ORDERS = 100_000;
const HOUR_MS = 3_600_000;
const WATCH_MS = 15_000;
/** Sessions tell PostgreSQL's statistics up to ten seconds late what they have done. */
const SETTLE_MS = 11_000;

/** What the shop costs while nobody orders and nothing is due. */
export const idleCase: BenchCase = {
  name: 'idle',
  counts: `transactions and processor time a second while web and worker have nothing to do, with an empty shop and with ${ORDERS.toLocaleString('en')} unpaid orders whose time has not come`,
  alone: { samplesMax: 1 },
  only: 'thorough',
  async open(stage) {
    const closing = new Closing();
    const database = await closing.open(createBenchDatabase(stage.server), (one) => one.drop());
    const web = await closing.open(startWeb(database, 'web'), (one) => one.stop());
    const worker = await closing.open(startWorker(database), (one) => one.stop());

    async function watch(prefix: string): Promise<Figures> {
      await delay(SETTLE_MS);
      const usage = startUsage({
        'web-and-worker': () => [web.pid, worker.pid],
        database: () => withChildren(stage.server.pid),
      });
      const before = await readTransactions(database);
      await delay(WATCH_MS);
      const seconds = WATCH_MS / 1000;
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
        await insertJobs(database, 'close-orders', inGroups(orderIds), payBy);
        await insertJobs(database, 'recover-stock', inGroups(orderIds), payBy);
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
