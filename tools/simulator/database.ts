import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { getTypeParser, PooledDatabase, type Database, type PooledConnection } from '#db/client.ts';
import { migrateTables } from '#db/migrate.ts';
import { insertCatalogue, insertStock } from './catalogue.ts';

/**
 * PostgreSQL in this process (PGlite), spoken to by node-postgres as in production. It has one
 * connection: transactions of simulated processes run one after the other and interleave between them.
 */
export interface SimulatedDatabase {
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  /** Without faults or delays, for the audit. */
  db: Database;
  /** Empties all tables and inserts the stock of a new run. */
  reset(stock: ReadonlyMap<string, number>, now: Date): Promise<void>;
  close(): Promise<void>;
}

/** Jobs, so that they commit and roll back with their causes. */
const JOBS_TABLE = `
  create table simulated_jobs (
    job_id integer generated always as identity primary key,
    named uuid unique,
    queue text not null,
    payload jsonb not null,
    start_after timestamptz
  )`;

/** Where deliberate mistakes (bugs.ts) write rows that should have been kept. */
const DISCARDED_ROW_TABLES = `
  create table discarded_webhook_events (like webhook_events including all);
  create table discarded_refunds (like refunds including all)`;

export async function openDatabase(): Promise<SimulatedDatabase> {
  const lite = await PGlite.create({ relaxedDurability: true });
  const client = new pg.Client({
    ...(createPgConfig(lite) as unknown as pg.ClientConfig),
    types: { getTypeParser },
  });
  await client.connect();
  const query = queryPrepared(client);
  const db = createKysely(() => Promise.resolve({ query, release: () => {} } as never));
  await migrateTables(db);
  await client.query(JOBS_TABLE);
  await client.query(DISCARDED_ROW_TABLES);
  await insertCatalogue(db);
  await client.query('set plan_cache_mode = force_generic_plan');
  const tables = await listMutableTables(client);
  return {
    query,
    db,
    async reset(stock, now) {
      // TRUNCATE creates new files, so rows are stored and read in the order of a first run.
      await client.query(`truncate ${tables.join(', ')} restart identity`);
      await insertStock(db, stock, now);
    },
    async close() {
      await client.end();
      await lite.close();
    },
  };
}

/** Kysely as the shop uses it, over simulated connections. */
export function createKysely(connect: () => Promise<PooledConnection>): PooledDatabase {
  const pool = { connect, end: () => Promise.resolve(), options: {} };
  return new PooledDatabase(pool, { preparedStatements: false });
}

/** Statements with values are prepared once: parsing and planning is half of their cost. */
function queryPrepared(client: pg.Client): SimulatedDatabase['query'] {
  const names = new Map<string, string>();
  return (text, values = []) => {
    if (values.length === 0) return client.query(text);
    const name = names.get(text) ?? `statement ${names.size + 1}`;
    names.set(text, name);
    return client.query({ name, text, values: [...values] });
  };
}

/** All tables but the catalogue and those of the migrations. */
async function listMutableTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_name not like 'kysely%'
       and table_name not like 'staff%' and table_name not in ('products', 'skus', 'locations')
     order by 1`,
  );
  return rows.map((row) => row.name);
}
