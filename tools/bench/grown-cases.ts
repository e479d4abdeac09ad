import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import { only, type BenchCase, type OpenCase } from './bench-case.ts';
import type { BenchDatabase } from './bench-database.ts';
import { hot, spread } from './demand.ts';
import { openPlacing, openSettling } from './engine-cases.ts';
import { checkpoint, emptyTables, HISTORY_JOBS, HISTORY_ORDERS } from './history.ts';
import type { Furnished } from './stage.ts';

const count = (n: number) => n.toLocaleString('en');
const grown = `on tables with ${count(HISTORY_ORDERS)} settled orders with their lines, locks, payments and events, and ${count(HISTORY_JOBS)} delayed jobs`;

/** The hot paths on tables that have grown, beside the same on empty ones, in the same rounds. */
export const grownCases: BenchCase[] = [
  ...onBoth('place-hot', ({ database, engine }) => openPlacing(engine, database, hot(database))),
  ...onBoth('place-spread', ({ database, engine }) =>
    openPlacing(engine, database, spread(database)),
  ),
  ...onBoth('settle-hot', ({ database, engine }) => openSettling(engine, database)),
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

function onBoth(name: string, open: (on: Furnished) => OpenCase): BenchCase[] {
  return [
    {
      name: `grown-${name}`,
      counts: `as ${name}, ${grown}`,
      only: 'large',
      async open(stage) {
        const on = await stage.grown();
        return withBefore(open(on), () => checkpoint(on.database));
      },
    },
    {
      name: `empty-${name}`,
      counts: `as ${name}, on tables that are emptied before each sample`,
      only: 'large',
      async open(stage) {
        const on = await stage.empty();
        return withBefore(open(on), () => emptyTables(on.database));
      },
    },
  ];
}

function withBefore({ sample }: OpenCase, prepare: () => Promise<void>): OpenCase {
  return {
    async sample(durationMs) {
      await prepare();
      return await sample(durationMs);
    },
  };
}

const POLLS = 20;

async function openPolling(database: BenchDatabase): Promise<OpenCase> {
  const boss = createSendOnlyBoss(database.databaseUrl, (error) => console.error(error));
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
