import { sql } from 'kysely';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDatabase, createPool } from './client.ts';
import { createTestDatabase } from './testing/test-database.ts';
import { inTransaction, type TransactionScope, type Trx } from './transaction.ts';

const database = await createTestDatabase();
const db = createDatabase(createPool(database.ownerUrl, { name: 'under test', max: 2 }));
await sql`create table notes (note text primary key, number serial)`.execute(db);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const write = (trx: TransactionScope, note: string) =>
  sql`insert into notes (note) values (${note})`.execute(trx);

async function notes(like: string): Promise<string[]> {
  const { rows } = await sql<{ note: string }>`
    select note from notes where note like ${like} order by number`.execute(db);
  return rows.map(({ note }) => note);
}

test('pipelined statements run in the order of the calls, the one before COMMIT last', async () => {
  await inTransaction(db, async (trx) => {
    trx.runBeforeCommit(sql`insert into notes (note) values ('order z')`);
    await Promise.all([write(trx, 'order c'), write(trx, 'order a'), write(trx, 'order b')]);
  });
  expect(await notes('order %')).toEqual(['order c', 'order a', 'order b', 'order z']);
});

test('when one pipelined statement fails, the transaction rolls back and rejects with its error', async () => {
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

test('a transaction rejects with the error of the statement that failed, whichever promise is awaited first', async () => {
  const failing = inTransaction(db, async (trx) => {
    const fails = sql`select 1 / 0`.execute(trx);
    const follows = write(trx, 'after the failure');
    await expect(fails).rejects.toThrow('division by zero');
    await follows;
  });
  await expect(failing).rejects.toThrow('division by zero');
});

test('when the statement before COMMIT fails, the transaction rolls back and rejects with its error', async () => {
  const failing = inTransaction(db, async (trx) => {
    await write(trx, 'twice');
    trx.runBeforeCommit(sql`insert into notes (note) values ('twice')`);
  });
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await notes('twice')).toEqual([]);
});

test('deferred statements run at the end, before the statement of runBeforeCommit', async () => {
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

test('when a deferred statement fails, the transaction rolls back and rejects with its error', async () => {
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

test.each(['at once', 'with the COMMIT'])(
  'a connection of the time when the server was a standby, which refuses a write %s, is replaced',
  async (when) => {
    const failedOver = createDatabase(
      createPool(database.ownerUrl, { name: 'failed over', max: 1 }),
    );
    onTestFinished(() => failedOver.destroy());
    await sql`set default_transaction_read_only = on`.execute(failedOver);
    await inTransaction(failedOver, async (trx) => {
      await write(when === 'at once' ? trx : trx.deferred, `failed over ${when}`);
    });
    expect(await notes(`failed over ${when}`)).toHaveLength(1);
  },
);

test('a statement that is called after the end of its transaction is refused', async () => {
  const ended = await inTransaction(db, async (trx) => {
    await write(trx, 'in time');
    return { trx };
  });
  await expect(write(ended.trx, 'too late')).rejects.toThrow('has ended');
  const deferred = sql`insert into notes (note) values ('too late')`.execute(ended.trx.deferred);
  await expect(deferred).rejects.toThrow('has ended');
  expect(await notes('in time')).toEqual(['in time']);
  expect(await notes('too late')).toEqual([]);
});

test('deferred statements are prepared, others are planned each time', async () => {
  expect(await preparedAfter({ preparedStatements: true })).toEqual([
    'insert into notes (note) values ($1)',
  ]);
});

test('nothing is prepared when prepared statements are turned off', async () => {
  expect(await preparedAfter({ preparedStatements: false })).toEqual([]);
});

async function preparedAfter(options: { preparedStatements: boolean }): Promise<string[]> {
  const pool = createPool(database.ownerUrl, { name: 'under test', max: 1 });
  const one = createDatabase(pool, options);
  for (let i = 0; i < 2; i++) {
    await inTransaction(one, async (trx) => {
      const note = `prepared ${options.preparedStatements} ${i}`;
      await write(trx.deferred, `${note} a`);
      await write(trx.deferred, `${note} b`);
      await sql`select note from notes where note = ${note}`.execute(trx);
      trx.runBeforeCommit(sql`update notes set number = ${i} where note = ${note}`);
    });
  }
  expect(await notes(`prepared ${options.preparedStatements} %`)).toHaveLength(4);
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements`.execute(one);
  await one.destroy();
  return rows.map(({ statement }) => statement);
}

test('a transaction inside a transaction is refused', async () => {
  const nested = inTransaction(db, (trx) => trx.transaction().execute(() => Promise.resolve()));
  await expect(nested).rejects.toThrow('not supported');
});

test('an update returns how many rows it changed', async () => {
  await inTransaction(db, async (trx) => {
    await write(trx, 'counted a');
    await write(trx, 'counted b');
    const update = sql`update notes set number = 0 where note like 'counted %'`;
    expect((await update.execute(trx)).numAffectedRows).toBe(2n);
  });
});

describe('onCommit', () => {
  test('runs effects after the commit, in the order of the calls', async () => {
    const seen: string[][] = [];
    await inTransaction(db, async (trx) => {
      trx.onCommit(async () => seen.push(await notes('effect %')));
      trx.onCommit(() => seen.push(['second']));
      await write(trx.deferred, 'effect of a deferred statement');
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([['effect of a deferred statement'], ['second']]);
  });

  test.each([
    ['work fails', () => Promise.reject(new Error('no'))],
    ['a statement fails', (trx: Trx) => sql`select 1 / 0`.execute(trx)],
    ['a deferred statement fails', (trx: Trx) => sql`select 1 / 0`.execute(trx.deferred)],
    [
      'an error was ignored, so that COMMIT rolls back',
      (trx: Trx) => sql`select 1 / 0`.execute(trx).catch(() => {}),
    ],
  ])('runs nothing when %s', async (_, work) => {
    const effect = vi.fn<() => void>();
    const failing = inTransaction(db, async (trx) => {
      trx.onCommit(effect);
      await work(trx);
    });
    await expect(failing).rejects.toThrow();
    expect(effect).not.toHaveBeenCalled();
  });

  test('runs an effect once though the transaction was retried', async () => {
    const effects: number[] = [];
    let attempts = 0;
    await inTransaction(db, async (trx) => {
      const attempt = ++attempts;
      trx.onCommit(() => effects.push(attempt));
      if (attempt < 3) await sql`do $$ begin raise sqlstate '40P01'; end $$`.execute(trx);
    });
    expect(effects).toEqual([3]);
  });

  test('reports an effect that fails; the next ones run and the caller succeeds', async () => {
    const onEffectError = vi.fn<(error: unknown) => void>();
    const pool = createPool(database.ownerUrl, { name: 'under test', max: 1 });
    const one = createDatabase(pool, { onEffectError });
    const last = vi.fn<() => void>();
    const result = await inTransaction(one, async (trx) => {
      trx.onCommit(() => {
        throw new Error('thrown');
      });
      // A retry would run the committed transaction a second time.
      trx.onCommit(() => Promise.reject(Object.assign(new Error('lost'), { code: 'ECONNRESET' })));
      trx.onCommit(last);
      await write(trx, 'committed once');
      return 'done';
    });
    expect(result).toBe('done');
    expect(onEffectError.mock.calls.map(([error]) => (error as Error).message)).toEqual([
      'thrown',
      'lost',
    ]);
    expect(last).toHaveBeenCalledOnce();
    await one.destroy();
  });
});
