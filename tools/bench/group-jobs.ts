import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import type { BenchDatabase } from './bench-database.ts';

/** The size of a full batch over HTTP. */
export const ORDERS_PER_JOB = 128;
const INSERT_BATCH_SIZE = 5000;

/** Splits order ids into the payloads of jobs. */
export function chunkOrderIds(orderIds: readonly string[]): string[][] {
  const chunks = [];
  for (let at = 0; at < orderIds.length; at += ORDERS_PER_JOB)
    chunks.push(orderIds.slice(at, at + ORDERS_PER_JOB));
  return chunks;
}

/** Enqueues a job for each chunk, as placing does. */
export async function insertJobs(
  database: BenchDatabase,
  queue: 'close-orders' | 'recover-stock',
  chunks: readonly string[][],
  startAfter: Date,
): Promise<void> {
  const boss = createSendOnlyBoss(database.databaseUrl, (error) => console.error(error));
  await boss.start();
  try {
    for (let at = 0; at < chunks.length; at += INSERT_BATCH_SIZE) {
      const batch = chunks.slice(at, at + INSERT_BATCH_SIZE);
      await boss.insert(
        queue,
        batch.map((orderIds) => ({ data: { orderIds }, startAfter })),
      );
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}
