import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import type { BenchDatabase } from './bench-database.ts';

/** Ids of one job: those of a group in a rush over HTTP. */
export const ORDERS_PER_JOB = 128;
const INSERT_BATCH_SIZE = 5000;

/** Orders as jobs carry them. */
export function chunkOrderIds(orderIds: readonly string[]): string[][] {
  const groups = [];
  for (let at = 0; at < orderIds.length; at += ORDERS_PER_JOB)
    groups.push(orderIds.slice(at, at + ORDERS_PER_JOB));
  return groups;
}

/** Enqueues jobs for groups of orders, as placement does. */
export async function insertJobs(
  database: BenchDatabase,
  queue: 'close-orders' | 'recover-stock',
  groups: readonly string[][],
  startAfter: Date,
): Promise<void> {
  const boss = createSendOnlyBoss(database.databaseUrl, (error) => console.error(error));
  await boss.start();
  try {
    for (let at = 0; at < groups.length; at += INSERT_BATCH_SIZE) {
      const some = groups.slice(at, at + INSERT_BATCH_SIZE);
      await boss.insert(
        queue,
        some.map((orderIds) => ({ data: { orderIds }, startAfter })),
      );
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}
