import { sweep } from '#server/checkout/sweep.ts';
import type { BenchCase, Metrics } from './bench-case.ts';
import { createBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { openEngine } from './engine.ts';
import { insertPendingOrders } from './prepared-orders.ts';

const LOCKS = { thorough: 1_000_000, quick: 200_000 };
const OVERDUE = { thorough: [1000, 100_000], quick: [1000, 20_000] };
const CHUNK = 100_000;
const HOUR_MS = 3_600_000;
/** A sweep that finds nothing is too short to be measured alone. */
const IDLE_SWEEPS = 20;

const count = (n: number) => n.toLocaleString('en');

/** The duration of a sweep by the number of overdue orders. */
export const sweepCase: BenchCase = {
  name: 'sweep',
  description: `the time of one sweep among ${count(LOCKS.thorough)} active locks (--quick: ${count(LOCKS.quick)}), with no overdue orders and with the number named`,
  isolated: { samplesMax: 3 },
  async open(context) {
    const size = context.quick ? 'quick' : 'thorough';
    await using opening = new AsyncDisposableStack();
    const database = opening.adopt(await createBenchDatabase(context.server), (one) => one.drop());
    const { shop } = opening.adopt(await openEngine(database), (engine) => engine.close());
    const run = () => sweep(shop.deps, { kind: 'system', name: 'bench' }, { graceMs: 0 });
    await insertActiveLocks(database, LOCKS[size]);
    const resources = opening.move();

    return {
      async sample(): Promise<Metrics> {
        const nothingMs = await measureMs(async () => {
          for (let number = 0; number < IDLE_SWEEPS; number++) await run();
        });
        const figures: Metrics = {
          'nothing-overdue': { unit: 'ms', value: nothingMs / IDLE_SWEEPS },
        };
        for (const overdue of OVERDUE[size]) {
          await insertPendingOrders(database, overdue, { payBy: new Date(Date.now() - HOUR_MS) });
          const value = await measureMs(async () => {
            const { ordersCancelled } = await run();
            if (ordersCancelled === overdue) return;
            throw new Error(`The sweep cancelled ${ordersCancelled} of ${overdue} overdue orders.`);
          });
          figures[`${count(overdue)}-overdue`] = { unit: 'ms', value };
        }
        return figures;
      },
      close: () => resources.disposeAsync(),
    };
  },
};

async function insertActiveLocks(database: BenchDatabase, orders: number): Promise<void> {
  const payBy = new Date(Date.now() + 24 * HOUR_MS);
  for (let filled = 0; filled < orders; filled += CHUNK) {
    await insertPendingOrders(database, Math.min(CHUNK, orders - filled), { payBy });
  }
  await database.client.query('vacuum analyze');
}

async function measureMs(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
