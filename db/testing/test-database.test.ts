import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from './test-database.ts';

const one = await createTestDatabase();
const other = await createTestDatabase();
afterAll(() => Promise.all([one.drop(), other.drop()]));

test('a test database is migrated, empty, and shares nothing with another', async () => {
  await query(one.ownerUrl, 'create table mine (id int)');
  const tables = await query(
    other.databaseUrl,
    `select table_name from information_schema.tables where table_schema = 'public'`,
  );
  const names = tables.map((row) => row.table_name);
  expect(names).toContain('orders');
  expect(names).not.toContain('mine');
  expect(await query(other.databaseUrl, 'select 1 from orders')).toEqual([]);
});

test('its role is not a superuser', async () => {
  const [role] = await query(one.databaseUrl, `select rolsuper from pg_roles where rolname = user`);
  expect(role).toEqual({ rolsuper: false });
});

test('dropping it ends its sessions; it can be dropped twice', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.databaseUrl });
  const ended = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await database.drop();
  expect(await ended).toMatchObject({ message: expect.stringMatching(/terminat/) });
  await database.drop();
});

async function query(databaseUrl: string, sql: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
