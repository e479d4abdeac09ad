import { createSendingBoss } from '#server/jobs.ts';
import { only, type BenchCase, type OpenCase } from './bench-case.ts';
import type { BenchDatabase } from './bench-database.ts';
import { hot, spread } from './demand.ts';
import { openPlacing, openSettling } from './engine-cases.ts';
import { HISTORY_JOBS, HISTORY_ORDERS } from './history.ts';

const count = (n: number) => n.toLocaleString('en');
const grown = `on tables with ${count(HISTORY_ORDERS)} settled orders and locks and ${count(HISTORY_JOBS)} delayed jobs`;

/** Tables that have grown, beside the same on almost empty ones. */
export const grownCases: BenchCase[] = [
  {
    name: 'grown-place-hot',
    counts: `as place-hot, ${grown}`,
    only: 'large',
    async open(stage) {
      const { database, engine } = await stage.grown();
      return openPlacing(engine, hot(database));
    },
  },
  {
    name: 'grown-place-spread',
    counts: `as place-spread, ${grown}`,
    only: 'large',
    async open(stage) {
      const { database, engine } = await stage.grown();
      return openPlacing(engine, spread(database));
    },
  },
  {
    name: 'grown-settle-hot',
    counts: `as settle-hot, ${grown}`,
    only: 'large',
    async open(stage) {
      const { database, engine } = await stage.grown();
      return openSettling(engine, database);
    },
  },
  {
    name: 'poll',
    counts: 'the time of one look by pg-boss for jobs that are due, when none is',
    open: (stage) => openPolling(stage.database),
  },
  {
    name: 'grown-poll',
    counts: `as poll, ${grown}`,
    only: 'large',
    open: async (stage) => openPolling((await stage.grown()).database),
  },
];

const POLLS = 20;

async function openPolling(database: BenchDatabase): Promise<OpenCase> {
  const boss = createSendingBoss(database.databaseUrl, (error) => console.error(error));
  await boss.start();
  return {
    async sample() {
      const startedAt = performance.now();
      for (let poll = 0; poll < POLLS; poll++) {
        const due = await boss.fetch('close-orders', { batchSize: 4 });
        if (due.length > 0) throw new Error('A job was due already; the run took too long.');
      }
      return only('ms', (performance.now() - startedAt) / POLLS);
    },
    close: () => boss.stop({ graceful: false }),
  };
}
