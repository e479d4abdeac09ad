import { sql } from 'kysely';
import type { Database } from './client.ts';

/**
 * What the serving role may do: the role of DATABASE_URL, as which web processes, workers and commands
 * connect. It owns nothing, so it can neither change a table nor disable a trigger, and it may TRUNCATE
 * nothing. Every table of the shop can be read, inserted into and updated, unless it is listed here.
 */
const tableGrants = {
  /** Records that are never changed. */
  appendOnly: [
    'order_lines',
    'payment_events',
    'pictures',
    'restocks',
    'retention_runs',
    'stock_adjustments',
  ],
  /** Records of which only the end is written later; a trigger keeps it from being written twice. */
  endedOnce: { staff_actions: ['outcome', 'result'] },
  /**
   * Sessions, links, factors and counts of staff; who was refused by limits, and who is exempt. No account,
   * order or record can be deleted.
   */
  deletable: /^(staff_(?!users$|actions$)|limit_)/,
  /** Kysely's record of migrations. */
  readOnly: ['kysely_migration', 'kysely_migration_lock'],
};

/** Tables of pg-boss that its workers and its maintenance write; it deletes jobs that ended long ago. */
const jobTableGrants: Record<string, string> = {
  job: 'insert, update, delete',
  job_common: 'insert, update, delete',
  job_dependency: 'insert, update, delete',
  queue: 'insert, update',
  queue_stats: 'insert, update, delete',
  schedule: 'insert, update, delete',
  subscription: 'insert, update, delete',
  version: 'update',
  warning: 'insert, delete',
};

/** Any number; migrations that grant at the same time would update the same rows of the catalogue. */
const GRANT_LOCK = 5_620_771;

/**
 * Gives the serving role its rights, and takes away all others. Run by the owner after each migration.
 *
 * @throws when the role does not exist, with how to create it
 */
export async function grantToServingRole(db: Database, roleName: string): Promise<void> {
  const role = sql.id(roleName);
  await assertRoleExists(db, roleName);
  await db.transaction().execute(async (trx) => {
    const run = (statement: ReturnType<typeof sql>) => statement.execute(trx);
    await run(sql`select pg_advisory_xact_lock(${GRANT_LOCK})`);
    await run(sql`revoke create on schema public from public`);
    await run(sql`revoke all on all tables in schema public, pgboss from ${role}`);
    await run(sql`grant usage on schema public, pgboss to ${role}`);
    await run(sql`grant select on all tables in schema public, pgboss to ${role}`);
    for (const table of await listTables(trx)) {
      const rights = rightsOn(table);
      if (rights) await run(sql`grant ${sql.raw(rights)} on ${sql.table(table)} to ${role}`);
    }
    await run(sql`grant execute on function pgboss.holdfast_roll_queue_stats to ${role}`);
    for (const [table, rights] of Object.entries(jobTableGrants)) {
      await run(sql`grant ${sql.raw(rights)} on ${sql.table(`pgboss.${table}`)} to ${role}`);
    }
  });
}

/** Tables of the shop, without those that are only read. */
async function listTables(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    order by 1`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !tableGrants.readOnly.includes(name));
}

function rightsOn(table: string): string {
  const endColumns = new Map(Object.entries(tableGrants.endedOnce)).get(table);
  if (endColumns) return `insert, update (${endColumns.join(', ')})`;
  if (tableGrants.appendOnly.includes(table)) return 'insert';
  return tableGrants.deletable.test(table) ? 'insert, update, delete' : 'insert, update';
}

async function assertRoleExists(db: Database, roleName: string): Promise<void> {
  const { rows } = await sql`select from pg_roles where rolname = ${roleName}`.execute(db);
  if (rows.length > 0) return;
  throw new Error(
    `The database role "${roleName}" of DATABASE_URL does not exist. Create it with ` +
      `"create role ${roleName} login password '…'", then migrate again.`,
  );
}

/**
 * Whether the role of this connection owns the shop's tables or is a superuser, so that nothing of the
 * above holds for it.
 */
export async function canAlterTables(db: Database): Promise<boolean> {
  const { rows } = await sql<{ can: boolean }>`
    select pg_has_role(relowner, 'member') as can from pg_class
    where oid = 'public.orders'::regclass`.execute(db);
  return rows[0]?.can ?? false;
}
