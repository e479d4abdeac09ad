import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { createDatabase, createPool, withQueryTimeout } from './client.ts';
import { createTestDatabase } from './testing/test-database.ts';
import { startTestProxy } from './testing/test-proxy.ts';
import { inTransaction } from './transaction.ts';

const RESPONSE_MS_MAX = 300;

const database = await createTestDatabase();
const cleanups: (() => unknown)[] = [() => database.drop()];
afterAll(async () => {
  for (const close of cleanups.toReversed()) await close();
});

test('a connection lost between two statements ends neither the process nor the transaction, which is run again', async () => {
  const pool = createPool(database.databaseUrl, { name: 'under test', max: 2 });
  const db = createDatabase(pool);
  cleanups.push(() => db.destroy());
  const clients: pg.PoolClient[] = [];
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

test('a lock that somebody forgot is not waited for without end, and what was tried is tried again', async () => {
  const pool = createPool(database.databaseUrl, { name: 'under test', max: 2, lockMsMax: 50 });
  const db = createDatabase(pool);
  cleanups.push(() => db.destroy());
  const forgotten = await pool.connect();
  await forgotten.query('begin; lock table stock');
  let attempts = 0;
  await inTransaction(db, async (trx) => {
    attempts++;
    if (attempts === 2) await forgotten.query('rollback');
    await sql`select from stock for update`.execute(trx);
  });
  forgotten.release();
  expect(attempts).toBe(2);
});

describe('a connection that goes silent, without a word that it is lost', () => {
  test('is lost to its transaction, which is run again on another', async () => {
    const network = await startProxy();
    const options = { name: 'under test', max: 1, responseMsMax: RESPONSE_MS_MAX };
    const db = createDatabase(createPool(network.databaseUrl, options));
    cleanups.push(() => db.destroy());
    let attempts = 0;
    await inTransaction(db, async (trx) => {
      attempts++;
      await sql`select 1`.execute(trx);
      if (attempts === 1) network.silence();
      await sql`select 2`.execute(trx);
    });
    expect(attempts).toBe(2);
  });

  test('leaves a pool of pg-boss', async () => {
    const network = await startProxy();
    const connectionString = withQueryTimeout(network.databaseUrl, RESPONSE_MS_MAX);
    const pool = new pg.Pool({ connectionString, max: 1 });
    pool.on('error', () => {});
    cleanups.push(() => pool.end());
    await pool.query('select 1');
    network.silence();
    await expect(pool.query('select 2')).rejects.toThrow(/timeout/);
    await pool.query('select 3');
  });
});

async function startProxy() {
  const network = await startTestProxy(database.databaseUrl);
  cleanups.push(() => network.close());
  return network;
}
