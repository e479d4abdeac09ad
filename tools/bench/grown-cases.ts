import type { BenchCase, OpenCase } from './bench-case.ts';
import { pickHotSku, pickSpreadSku } from './sku-picker.ts';
import { openPlaceCase, openSettleCase } from './engine-cases.ts';
import { checkpoint, emptyTables, HISTORY_JOBS, HISTORY_ORDERS } from './history.ts';
import type { PreparedDatabase } from './bench-context.ts';

const count = (n: number) => n.toLocaleString('en');
const grownDescription = `on tables with ${count(HISTORY_ORDERS)} settled orders with their lines, locks, payments and events, and ${count(HISTORY_JOBS)} delayed jobs`;

/** The hot paths on large tables and, in the same rounds, on empty ones. */
export const grownCases: BenchCase[] = [
  ...grownAndEmptyCases('place-hot', ({ database, engine }) =>
    openPlaceCase(engine, database, pickHotSku(database)),
  ),
  ...grownAndEmptyCases('place-spread', ({ database, engine }) =>
    openPlaceCase(engine, database, pickSpreadSku(database)),
  ),
  ...grownAndEmptyCases('settle-hot', ({ database, engine }) => openSettleCase(engine, database)),
];

function grownAndEmptyCases(name: string, open: (on: PreparedDatabase) => OpenCase): BenchCase[] {
  return [
    {
      name: `grown-${name}`,
      description: `as ${name}, ${grownDescription}`,
      isLarge: true,
      async open(context) {
        const on = await context.grown();
        return withSetup(open(on), () => checkpoint(on.database));
      },
    },
    {
      name: `empty-${name}`,
      description: `as ${name}, on tables that are emptied before each sample`,
      isLarge: true,
      async open(context) {
        const on = await context.empty();
        return withSetup(open(on), () => emptyTables(on.database));
      },
    },
  ];
}

function withSetup({ sample }: OpenCase, prepare: () => Promise<void>): OpenCase {
  return {
    async sample(durationMs) {
      await prepare();
      return await sample(durationMs);
    },
  };
}
