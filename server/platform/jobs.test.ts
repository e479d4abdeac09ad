import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#db/transaction.ts';
import { isDataError } from './is-data-error.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const sweep = { startedBy: 'system:test' };

test('a transaction whose job cannot be enqueued is rolled back, also when the enqueueing is not awaited', async () => {
  const { jobs } = shop.deps;
  const db = shop.ownerDb;
  const committing = inTransaction(db, async (trx) => {
    await sql`create table cause ()`.execute(trx);
    await sql`delete from pgboss.queue where name = 'sweep'`.execute(trx);
    await jobs.enqueue(trx.deferred, 'sweep', sweep);
  });
  const refused = await committing.catch((error: unknown) => error);
  expect(String(refused)).toContain('pg-boss took no job for the queue sweep: 0');
  // A batch would otherwise be bisected down to each of its orders.
  expect(isDataError(refused)).toBe(false);
  await expect(sql`select from cause`.execute(db)).rejects.toThrow('does not exist');
});

test('a job with an id is enqueued once', async () => {
  const { db, jobs } = shop.deps;
  const jobId = shop.deps.newId();
  for (let time = 0; time < 2; time++) {
    await inTransaction(db, (trx) => jobs.enqueue(trx, 'sweep', sweep, { jobId }));
  }
  const { rows } = await sql`select from pgboss.job where id = ${jobId}`.execute(db);
  expect(rows).toHaveLength(1);
});
