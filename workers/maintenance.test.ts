import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, createPool, type PooledDatabase } from '#db/client.ts';
import { rollQueueStats } from '#db/queue-stats.ts';
import { createTestDatabase } from '#db/testing/test-database.ts';
import { createWorkerBoss } from './worker-boss.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let [serving, owner]: PooledDatabase[] = [];
let boss: PgBoss;
const warnings: unknown[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  [serving, owner] = [database.databaseUrl, database.ownerUrl].map((url) =>
    createDatabase(createPool(url, { name: 'under test', max: 1 })),
  );
  boss = createWorkerBoss(database.databaseUrl, { warn: (details) => warnings.push(details) });
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await Promise.all([serving!.destroy(), owner!.destroy()]);
  await database.drop();
});

async function partitions(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relname like 'queue_stats_2%' and relkind = 'r' order by 1`.execute(owner!);
  return rows.map(({ name }) => name);
}

test('the daily partitions of the queue statistics are created and dropped without a right to change tables', async () => {
  const before = await partitions();
  expect(before.length).toBeGreaterThan(7);
  const drops = before.map((name) => `drop table pgboss.${name}`).join('; ');
  await sql
    .raw(
      `${drops}; create table pgboss.queue_stats_20260101 partition of pgboss.queue_stats
         for values from ('2026-01-01 00:00+00') to ('2026-01-02 00:00+00')`,
    )
    .execute(owner!);
  await Promise.all([rollQueueStats(serving!), rollQueueStats(owner!)]);
  expect(await partitions()).toEqual(before);
});

test('pg-boss supervises the queues without an error', async () => {
  await boss.start();
  await boss.send('sweep', {});
  await boss.supervise();
  expect(warnings).toEqual([]);
  expect(await boss.getQueueStats('sweep')).toMatchObject([{ queuedCount: 1 }]);
});
