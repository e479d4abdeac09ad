import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, createPool } from './client.ts';
import { canAlterTables } from './grants.ts';
import { migrate } from './migrate.ts';
import { createTestDatabase } from './testing/test-database.ts';

const ID = '01970000-0000-7000-8000-000000000001';

const database = await createTestDatabase();
const serving = createDatabase(createPool(database.databaseUrl, { name: 'serving', max: 1 }));
const owner = createDatabase(createPool(database.ownerUrl, { name: 'owner', max: 1 }));
afterAll(async () => {
  await Promise.all([serving.destroy(), owner.destroy()]);
  await database.drop();
});

beforeAll(async () => {
  await sql
    .raw(
      `insert into orders (order_id, buyer_id, status, status_reason, currency, total_cents, email,
         shipping_address, placed_at, pay_by, recover_at, settled_at)
       values ('${ID}', '${ID}', 'paid', 'payment_received', 'EUR', 500, 'a@b.example',
         '{}', now(), now() + interval '1 min', now() + interval '2 min', now());
       insert into staff_actions (action_id, staff, user_id, action, requested_at, outcome)
       values ('${ID}', 'ada@shop.example', 'u', 'admin.orders.cancel', now(), 'cancelled');
       insert into sweeps (sweep_id, started_by, started_at, finished_at)
       values ('${ID}', 'system:cron', now(), now());
       insert into reconciliations (reconciliation_id, started_by, period_from, period_to,
         started_at, finished_at)
       values ('${ID}', 'system:cron', now(), now(), now(), now())`,
    )
    .execute(owner);
});

async function attempt(statement: string): Promise<string> {
  const error = await sql
    .raw(statement)
    .execute(serving)
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  return error instanceof pg.DatabaseError ? `${error.code} ${error.message}` : 'it succeeded';
}

const REFUSED = /^42501 (permission denied|must be (owner|able)|must have)/;

describe('the role that serves', () => {
  test('is no superuser, owns nothing, and is in no other role', async () => {
    expect(await canAlterTables(serving)).toBe(false);
    expect(await canAlterTables(owner)).toBe(true);
    const { rows } = await sql`
      select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
        (select count(*) from pg_auth_members where member = pg_roles.oid) as memberships,
        (select count(*) from pg_class where relowner = pg_roles.oid) as relations,
        (select count(*) from pg_proc where proowner = pg_roles.oid) as functions
      from pg_roles where rolname = current_user`.execute(serving);
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        rolbypassrls: false,
        memberships: 0,
        relations: 0,
        functions: 0,
      },
    ]);
  });

  test.each([
    'alter table orders disable trigger order_leaves_pending_once',
    'alter table orders disable trigger all',
    'drop trigger record_ends_once on staff_actions',
    `set session_replication_role = 'replica'`,
    'create or replace function record_ends_once() returns trigger language sql as $$ select null $$',
    'alter table stock drop constraint stock_check',
    'alter table orders alter column total_cents drop not null',
    'alter table orders owner to current_user',
    'drop table staff_actions',
    'drop index orders_pkey',
    'drop schema public cascade',
    'truncate staff_actions',
    'truncate orders, order_lines, stock_locks cascade',
    'truncate pgboss.job',
    'create table mine (id int)',
    'create table pgboss.mine (id int)',
    'create schema mine',
    'create extension pg_stat_statements',
    'create trigger mine before update on orders for each row execute function suppress_redundant_updates_trigger()',
    'set role holdfast',
    'alter role holdfast password null',
    'alter role current_user createdb',
    `copy orders to program 'id'`,
    `select pg_read_file('postgresql.conf')`,
    `insert into kysely_migration values ('x', 'y')`,
    'delete from pgboss.queue',
    'drop function pgboss.holdfast_roll_queue_stats',
  ])('may not: %s', async (statement) => {
    expect(await attempt(statement)).toMatch(REFUSED);
  });

  test('may delete from no table but those of sign-in and of limits', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`.execute(owner);
    const answers = await Promise.all(
      rows.map(async ({ name }) => [name, await attempt(`delete from ${name} where false`)]),
    );
    const deletable = answers.filter(([, answer]) => !REFUSED.test(answer!)).map(([name]) => name);
    const kept = ['staff_users', 'staff_actions'];
    const wanted = rows
      .map(({ name }) => name)
      .filter((name) => /^(staff|limit)_/.test(name) && !kept.includes(name));
    expect(new Set(deletable)).toEqual(new Set(wanted));
  });

  test.each([
    `update stock_adjustments set made_by = 'system:cron'`,
    'update payment_events set amount_cents = 1',
    'update order_lines set unit_price_cents = 1',
    'update restocks set quantity = 1',
    `update pictures set content = '\\x00'`,
    `update staff_actions set staff = 'bob@shop.example'`,
    `update staff_actions set action = 'admin.orders.read', details = '{}'`,
  ])('may not change a record: %s', async (statement) => {
    expect(await attempt(statement)).toMatch(REFUSED);
  });

  test.each([
    `update staff_actions set outcome = 'refused: FORBIDDEN', result = '{}'`,
    'update sweeps set locks_released = 0',
    'update reconciliations set difference_count = 0',
    `update orders set status = 'pending_payment'`,
  ])('may not change what has ended: %s', async (statement) => {
    expect(await attempt(statement)).toMatch(/^23514 .*already/);
  });

  test('lost rights come back, and given ones go, with the next migration', async () => {
    const role = new URL(database.databaseUrl).username;
    await sql
      .raw(`grant delete on orders to ${role}; revoke insert on orders from ${role}`)
      .execute(owner);
    await migrate({ ownerUrl: database.ownerUrl, servingUrl: database.databaseUrl });
    const { rows } = await sql`
      select has_table_privilege('orders', 'delete') as "mayDelete",
        has_table_privilege('orders', 'insert') as "mayInsert"`.execute(serving);
    expect(rows).toEqual([{ mayDelete: false, mayInsert: true }]);
  });
});

test('a serving role that does not exist is an error that says how to create it', async () => {
  const servingUrl = Object.assign(new URL(database.databaseUrl), { username: 'nobody_yet' }).href;
  await expect(migrate({ ownerUrl: database.ownerUrl, servingUrl })).rejects.toThrow(
    'create role nobody_yet login password',
  );
});
