import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createDatabase, createPool } from './client.ts';
import { createTestDatabase } from './testing/test-database.ts';
import { inTransaction, type Trx } from './transaction.ts';

const database = await createTestDatabase();
const db = createDatabase(createPool(database.databaseUrl, { name: 'under test', max: 2 }));
await sql`create table notes (note text primary key, number serial)`.execute(db);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const write = (trx: Trx, note: string) =>
  sql`insert into notes (note) values (${note})`.execute(trx);

async function notes(like: string): Promise<string[]> {
  const { rows } = await sql<{ note: string }>`
    select note from notes where note like ${like} order by number`.execute(db);
  return rows.map(({ note }) => note);
}

test('statements that are called together run in the order of the calls, the last one at the end', async () => {
  await inTransaction(db, async (trx) => {
    trx.runBeforeCommit(sql`insert into notes (note) values ('order z')`);
    await Promise.all([write(trx, 'order c'), write(trx, 'order a'), write(trx, 'order b')]);
  });
  expect(await notes('order %')).toEqual(['order c', 'order a', 'order b', 'order z']);
});

test('when one of the statements called together fails, none of them is kept and its error is told', async () => {
  const failing = inTransaction(db, async (trx) => {
    await Promise.all([
      write(trx, 'half done'),
      sql`select 1 / 0`.execute(trx),
      write(trx, 'half after'),
    ]);
  });
  await expect(failing).rejects.toThrow('division by zero');
  expect(await notes('half %')).toEqual([]);
});

test('the error that is told is that of the statement that failed, whoever hears of it first', async () => {
  const failing = inTransaction(db, async (trx) => {
    const fails = sql`select 1 / 0`.execute(trx);
    const follows = write(trx, 'after the failure');
    await expect(fails).rejects.toThrow('division by zero');
    await follows;
  });
  await expect(failing).rejects.toThrow('division by zero');
});

test('when the last statement fails, nothing is kept and its error is told', async () => {
  const failing = inTransaction(db, async (trx) => {
    await write(trx, 'twice');
    trx.runBeforeCommit(sql`insert into notes (note) values ('twice')`);
  });
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await notes('twice')).toEqual([]);
});

test('what need not be answered is kept for the end, and goes before the last statement', async () => {
  await inTransaction(db, async (trx) => {
    trx.runBeforeCommit(sql`insert into notes (note) values ('end z')`);
    const first = sql<object>`insert into notes (note) values ('end b') returning note`;
    expect((await first.execute(trx.deferred)).rows).toEqual([]);
    await sql`insert into notes (note) values ('end c')`.execute(trx.deferred);
    await write(trx, 'end a');
    const { rows } = await sql`select from notes where note like 'end %'`.execute(trx);
    expect(rows).toHaveLength(1);
  });
  expect(await notes('end %')).toEqual(['end a', 'end b', 'end c', 'end z']);
});

test('when one of those kept for the end fails, nothing is kept and its error is told', async () => {
  const failing = inTransaction(db, async (trx) => {
    await write(trx, 'kept before');
    await sql`select 1 / 0`.execute(trx.deferred);
    await write(trx, 'kept after');
    trx.runBeforeCommit(sql`insert into notes (note) values ('kept last')`);
  });
  await expect(failing).rejects.toThrow('division by zero');
  expect(await notes('kept %')).toEqual([]);
});

test('an error that is caught inside does not let the rest commit', async () => {
  const failing = inTransaction(db, async (trx) => {
    await write(trx, 'caught before');
    await sql`select 1 / 0`.execute(trx).catch(() => {});
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await notes('caught %')).toEqual([]);
});

test('a statement that is called after the end of its transaction is refused', async () => {
  const ended = await inTransaction(db, async (trx) => {
    await write(trx, 'in time');
    return { trx };
  });
  await expect(write(ended.trx, 'too late')).rejects.toThrow('is over');
  const atEnd = sql`insert into notes (note) values ('too late')`.execute(ended.trx.deferred);
  await expect(atEnd).rejects.toThrow('is over');
  expect(await notes('in time')).toEqual(['in time']);
  expect(await notes('too late')).toEqual([]);
});

test('what is inserted often is prepared; what is looked up, or written once, is planned anew', async () => {
  const one = createDatabase(createPool(database.databaseUrl, { name: 'under test', max: 1 }));
  for (let i = 0; i < 6; i++) {
    await inTransaction(one, async (trx) => {
      await write(trx, `often ${i}`);
      await sql`with added as (insert into notes (note) values (${`looked at ${i}`}) returning note)
        select count(*) from added`.execute(trx);
      await sql`select note from notes where note = ${`often ${i}`}`.execute(trx);
    });
  }
  await sql`insert into notes (number, note) values (${1}, 'once')`.execute(one);
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements`.execute(one);
  await one.destroy();
  expect(rows.map(({ statement }) => statement.slice(0, 36)).toSorted()).toEqual([
    'insert into notes (note) values ($1)',
    'with added as (insert into notes (no',
  ]);
});
