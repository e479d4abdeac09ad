import { sql } from 'kysely';
import type { PoolClient } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createDatabase, createPool } from './client.ts';
import { createTestDatabase } from './test-database.ts';
import { inTransaction } from './transaction.ts';

const database = await createTestDatabase();
const pool = createPool(database.databaseUrl, { name: 'under test', max: 2 });
const db = createDatabase(pool);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('a connection lost between two statements ends neither the process nor the transaction, which is run again', async () => {
  const clients: PoolClient[] = [];
  pool.on('connect', (client) => clients.push(client));
  let attempts = 0;
  await inTransaction(db, async (trx) => {
    attempts++;
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    if (attempts === 1) {
      const lost = new Promise((done) => clients[0]!.once('end', done));
      await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(db);
      await lost;
    }
    await sql`select 1`.execute(trx);
  });
  expect(attempts).toBe(2);
});
