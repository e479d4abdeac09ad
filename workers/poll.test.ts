import pg from 'pg';
import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#db/testing/test-database.ts';
import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import { countPagesRead } from '#server/testing/explain-queries.ts';

const WAITING_JOBS = 20_000;
const HOUR_MS = 3_600_000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
let boss: PgBoss;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  boss = createSendOnlyBoss(database.databaseUrl, () => {});
  await boss.start();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await client.end();
  await database.drop();
});

test('polling reads only due jobs, however many delayed jobs wait', async () => {
  const later = new Date(Date.now() + HOUR_MS);
  const waiting = Array.from({ length: WAITING_JOBS }, () => ({
    data: { orderIds: [] },
    startAfter: later,
  }));
  await boss.insert('close-orders', waiting);
  // Each with its own creation time.
  await client.query(
    `update pgboss.job set created_on = made.at from (
       select id, now() - row_number() over () * interval '10 ms' as at from pgboss.job
     ) as made where job.id = made.id`,
  );
  await client.query('vacuum analyze');
  await boss.insert('close-orders', [{ data: { orderIds: ['due'] } }]);

  let pagesRead = 0;
  const watched = {
    async executeSql(text: string, values: unknown[] = []) {
      pagesRead = await countPagesRead(client, text, values);
      return await client.query(text, values);
    },
  };
  const jobs = await boss.fetch('close-orders', { batchSize: 4, db: watched });
  expect(jobs).toMatchObject([{ data: { orderIds: ['due'] } }]);
  expect(pagesRead).toBeLessThan(100);
});
