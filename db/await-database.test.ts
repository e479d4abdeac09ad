import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { awaitDatabase } from './await-database.ts';
import { createDatabase, createPool, type PooledDatabase } from './client.ts';
import { createTestDatabase } from './testing/test-database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: PooledDatabase;
let owner: PooledDatabase;
let lines: string[];
const warn = (line: string) => void lines.push(line);

beforeEach(async () => {
  lines = [];
  database = await createTestDatabase();
  db = createDatabase(createPool(database.databaseUrl, { name: 'test', max: 1 }));
  owner = createDatabase(createPool(database.ownerUrl, { name: 'test owner', max: 1 }));
});
afterEach(async () => {
  await db.destroy();
  await owner.destroy();
  await database.drop();
});

const wait = (options: Partial<Parameters<typeof awaitDatabase>[1]> = {}) =>
  awaitDatabase(db, { warn, isLive: false, waitMsMax: 0, ...options });
const run = (statement: string) => sql.raw(statement).execute(owner);

describe('a process that starts', () => {
  test('goes on at once with a migrated database, also of a newer release', async () => {
    await run(`insert into kysely_migration values ('9999-later', '2030-01-01')`);
    await wait();
    expect(lines).toEqual([]);
  });

  test('waits for a migration that is missing, and names it once', async () => {
    const { rows } = await sql<{ timestamp: string }>`
      delete from kysely_migration where name = '0009-actors' returning timestamp`.execute(owner);
    const waiting = wait({ waitMsMax: 60_000 });
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines[0]).toBe(
      'waiting: The database lacks 1 migrations, beginning with 0009-actors; run npm run migrate.',
    );
    await run(`insert into kysely_migration values ('0009-actors', '${rows[0]!.timestamp}')`);
    await waiting;
    expect(lines).toHaveLength(1);
  });

  test('gives up on a database without tables', async () => {
    await run('drop table kysely_migration');
    await expect(wait()).rejects.toThrow('beginning with 0001-shop; run npm run migrate.');
  });

  test('gives up on a database that takes no writes', async () => {
    await sql`set default_transaction_read_only = on`.execute(db);
    await expect(wait()).rejects.toThrow('takes no writes; point DATABASE_URL at the primary');
  });

  test('gives up on a database that does not answer, without its password', async () => {
    await db.destroy();
    db = createDatabase(
      createPool('postgres://ada:secretword@127.0.0.1:1/none', { name: 'test', max: 1 }),
    );
    const error = await wait().catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/cannot be used: connect ECONNREFUSED.*Check DATABASE_URL/);
    expect(String(error)).not.toContain('secretword');
  });

  test.each([
    ['behind', -10_000],
    ['ahead of', 10_000],
  ])('with live keys refuses a clock that is %s the database’s', async (word, offsetMs) => {
    const nowMs = () => Date.now() + offsetMs;
    const message = `The clock of this machine is 10 s ${word} the database's`;
    await expect(wait({ isLive: true, nowMs })).rejects.toThrow(message);
    await wait({ nowMs });
    expect(lines).toEqual([expect.stringContaining(message)]);
  });
});
