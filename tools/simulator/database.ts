import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { getTypeParser, PooledDatabase, type Database, type PooledConnection } from '#db/client.ts';
import { migrateTables } from '#db/migrate.ts';
import { insertCatalogue, insertStock } from './catalogue.ts';

/**
 * PostgreSQL in this process (PGlite), spoken to by node-postgres as in production, so that values,
 * errors and transactions are the same. It has one connection: transactions of simulated processes
 * come one after the other, and interleave between them.
 */
export interface SimulatedDatabase {
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  /** Without faults and without waiting: for what looks on from outside, such as the audit. */
  db: Database;
  /** Empties it and puts the stock of a new run in. */
  reset(stock: ReadonlyMap<string, number>, now: Date): Promise<void>;
  close(): Promise<void>;
}

/** The simulated queue keeps its jobs here, so that they commit and roll back with their causes. */
const JOBS_TABLE = `
  create table simulated_jobs (
    job_id integer generated always as identity primary key,
    named uuid unique,
    queue text not null,
    payload jsonb not null,
    start_after timestamptz
  )`;

/** Where mistakes put in on purpose (bugs.ts) write what should have been kept. */
const DISCARDED_ROW_TABLES = `
  create table forgotten_webhook_events (like webhook_events including all);
  create table forgotten_refunds (like refunds including all)`;

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
      // A TRUNCATE leaves new files, so that rows lie, and are read, as if it were the first run.
      await client.query(`truncate ${tables.join(', ')} restart identity`);
      await insertStock(db, stock, now);
    },
    async close() {
      await client.end();
      await lite.close();
    },
  };
}

/** Kysely as the shop uses it, over connections that the simulator hands out. */
export function createKysely(connect: () => Promise<PooledConnection>): PooledDatabase {
  const pool = { connect, end: () => Promise.resolve(), options: {} };
  return new PooledDatabase(pool, { preparedStatements: false });
}

/** Statements with values are prepared once: parsing and planning them is half of what they cost. */
function queryPrepared(client: pg.Client): SimulatedDatabase['query'] {
  const names = new Map<string, string>();
  return (text, values = []) => {
    if (values.length === 0) return client.query(text);
    const name = names.get(text) ?? `statement ${names.size + 1}`;
    names.set(text, name);
    return client.query({ name, text, values: [...values] });
  };
}

/** All but the catalogue and what the migrations keep for themselves. */
async function listMutableTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_name not like 'kysely%'
       and table_name not like 'staff%' and table_name not in ('products', 'skus', 'locations')
     order by 1`,
  );
  return rows.map((row) => row.name);
}
