import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { v7 } from 'uuid';
import type { EmbeddedPostgres } from '#db/embedded/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { startTemporaryServer } from '#db/testing/temporary-server.ts';
import { root } from '../scripts/programs.ts';

/** A migrated database with one hot SKU and a thousand others. */
export interface BenchDatabase {
  databaseUrl: string;
  /** A superuser's connection for preparing and checking, not measured. */
  client: pg.Client;
  hotSku: string;
  spreadSkus: string[];
  locationId: string;
  drop(): Promise<void>;
}

export const SPREAD_SKUS = 1000;
export const PRICE_CENTS = 1000;

/** Units of each SKU: more than any run can sell. */
const ON_HAND = 1_000_000_000;

/**
 * The PostgreSQL of one run, durable as in production. Its data is in the repository, on the same disk as
 * the shop's own; a temporary directory may be in memory, where fsync costs nothing.
 */
export async function startBenchServer(): Promise<EmbeddedPostgres> {
  const below = join(root, '.data');
  mkdirSync(below, { recursive: true, mode: 0o700 });
  const server = await startTemporaryServer({ durable: true, below });
  try {
    await preallocateWal(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** 1 GB of 16 MB files, the default of max_wal_size. */
const WAL_SEGMENTS = 64;

/** Fills the log once, so that the server reuses its files, as one does that has run for a while. */
async function preallocateWal(server: EmbeddedPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl() });
  await client.connect();
  try {
    for (let file = 0; file < WAL_SEGMENTS; file++) {
      await client.query(`select pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()`);
    }
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

export async function createBenchDatabase(server: EmbeddedPostgres): Promise<BenchDatabase> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  await executeAsSuperuser(server, `create database ${name} owner holdfast`);
  const databaseUrl = server.databaseUrl(name);
  await migrate({ ownerUrl: server.ownerUrl(name), servingUrl: databaseUrl });
  const client = new pg.Client({ connectionString: server.superuserUrl(name) });
  // After Ctrl-C the server may be stopped first.
  client.on('error', () => {});
  await client.connect();
  const locationId = v7();
  await client.query('insert into locations values ($1, $2)', [locationId, 'Bench']);
  const [hotSku = '', ...spreadSkus] = await insertSkus(client, locationId, 1 + SPREAD_SKUS);
  await client.query('vacuum analyze');
  return {
    databaseUrl,
    client,
    hotSku,
    spreadSkus,
    locationId,
    async drop() {
      await client.end();
      await executeAsSuperuser(server, `drop database ${name} with (force)`);
    },
  };
}

async function executeAsSuperuser(server: EmbeddedPostgres, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function insertSkus(client: pg.Client, locationId: string, count: number): Promise<string[]> {
  const skuIds = Array.from({ length: count }, () => v7());
  const productIds = skuIds.map(() => v7());
  await client.query(
    `insert into products (product_id, slug, name, category, created_at)
     select id, id::text, 'Bench product', 'Bench', now() from unnest($1::uuid[]) as id`,
    [productIds],
  );
  await client.query(
    `insert into skus (sku_id, product_id, code, price_cents)
     select sku_id, product_id, sku_id::text, ${PRICE_CENTS}
     from unnest($1::uuid[], $2::uuid[]) as sku (sku_id, product_id)`,
    [skuIds, productIds],
  );
  await client.query(
    `insert into stock (sku_id, location_id, on_hand)
     select id, $2, ${ON_HAND} from unnest($1::uuid[]) as id`,
    [skuIds, locationId],
  );
  await client.query(
    `insert into stock_adjustments
       (sku_id, adjustment_id, location_id, delta, reason, note, made_by, made_at)
     select id, gen_random_uuid(), $2, ${ON_HAND}, 'opening', '', 'system:bench', now()
     from unnest($1::uuid[]) as id`,
    [skuIds, locationId],
  );
  return skuIds;
}
