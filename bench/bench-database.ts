import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { v7 } from 'uuid';
import { startEmbeddedPostgres } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';

/** A fresh PostgreSQL with production durability, for one run of the benchmark. */
export interface BenchDatabase {
  databaseUrl: string;
  /** One connection for preparing and looking, outside of what is measured. */
  client: pg.Client;
  hotSku: string;
  spreadSkus: string[];
  locationId: string;
  serverPid: number;
  stop(): Promise<void>;
}

export const SPREAD_SKUS = 1000;
export const PRICE_CENTS = 1000;

/** Units of each SKU: more than any run can sell, so that nothing is ever refused. */
const ON_HAND = 1_000_000_000;

export async function startBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: true });
  await migrate(server.databaseUrl());
  const client = new pg.Client({ connectionString: server.superuserUrl('holdfast') });
  await client.connect();
  const locationId = v7();
  await client.query('insert into locations values ($1, $2)', [locationId, 'Bench']);
  const [hotSku = '', ...spreadSkus] = await insertSkus(client, locationId, 1 + SPREAD_SKUS);
  await client.query('vacuum analyze');
  return {
    databaseUrl: server.databaseUrl(),
    client,
    hotSku,
    spreadSkus,
    locationId,
    serverPid: server.pid,
    async stop() {
      await client.end();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
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
    `insert into stock (sku_id, location_id, on_hand) select id, $2, ${ON_HAND} from unnest($1::uuid[]) as id`,
    [skuIds, locationId],
  );
  await client.query(
    `insert into stock_adjustments
     select id, gen_random_uuid(), $2, ${ON_HAND}, 'opening', '', 'bench', now()
     from unnest($1::uuid[]) as id`,
    [skuIds, locationId],
  );
  return skuIds;
}
