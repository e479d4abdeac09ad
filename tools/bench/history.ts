import { v7 } from 'uuid';
import { PRICE_CENTS, type BenchDatabase } from './bench-database.ts';
import { insertJobs } from './group-jobs.ts';
import { shippingAddress } from './new-order.ts';

export const HISTORY_ORDERS = 10_000_000;
export const HISTORY_JOBS = 1_000_000;
const CHUNK = 500_000;
const DAY_MS = 24 * 3_600_000;

const historyTables = ['orders', 'order_lines', 'stock_locks', 'payments', 'payment_events'];

/** Deletes all orders and their jobs. */
export async function emptyTables(database: BenchDatabase): Promise<void> {
  const { client } = database;
  await client.query(`truncate ${historyTables.join()}, pgboss.job_common cascade`);
  await client.query('update stock set locked = 0');
  await client.query('vacuum analyze');
  await checkpoint(database);
}

/** Writes pending changes to disk, so that they do not slow down the next sample. */
export async function checkpoint({ client }: BenchDatabase): Promise<void> {
  await client.query('checkpoint');
}

/** Fills a database with orders that were paid in the last thirty days, and with delayed jobs. */
export async function fillWithHistory(database: BenchDatabase): Promise<void> {
  await withoutSecondaryIndexes(database, async () => {
    for (let filled = 0; filled < HISTORY_ORDERS; filled += CHUNK) {
      await insertSettledOrders(database, filled);
      const share = Math.round(((filled + CHUNK) / HISTORY_ORDERS) * 100);
      console.log(`  ${share} % of ${HISTORY_ORDERS.toLocaleString('en')} settled orders`);
    }
  });
  console.log(`  ${HISTORY_JOBS.toLocaleString('en')} delayed jobs …`);
  for (const queue of ['close-orders', 'recover-stock'] as const) {
    await insertDelayedJobs(database, queue, HISTORY_JOBS / 2);
  }
  await database.client.query('vacuum analyze');
  await checkpoint(database);
}

/** Lets pg-boss insert one job, and copies it with different creation times. */
async function insertDelayedJobs(
  database: BenchDatabase,
  queue: 'close-orders' | 'recover-stock',
  count: number,
): Promise<void> {
  const { client } = database;
  await insertJobs(database, queue, [[v7()]], new Date(Date.now() + DAY_MS));
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = 'pgboss.job'::regclass and attnum > 0 and not attisdropped
       and attgenerated = ''`,
  );
  const changed: Record<string, string> = {
    id: 'gen_random_uuid()',
    created_on: "created_on - number * interval '10 ms'",
  };
  const names = rows.map((row) => row.name);
  await client.query(
    `insert into pgboss.job (${names.join(', ')})
     select ${names.map((name) => changed[name] ?? name).join(', ')}
     from pgboss.job, generate_series(1, ${count - 1}) as number
     where name = '${queue}'`,
  );
}

async function insertSettledOrders(
  { client, spreadSkus, locationId }: BenchDatabase,
  from: number,
): Promise<void> {
  // Skips foreign key triggers: these rows are known to be consistent.
  await client.query('begin; set local session_replication_role = replica');
  // Ids grow with the time of the orders, as in production.
  await client.query(
    `with history as (
       insert into orders (order_id, buyer_id, status, status_reason, currency, total_cents, email,
         shipping_address, placed_at, pay_by, recover_at, settled_at)
       select uuidv7(at - now()), uuidv7(at - now()), 'paid', 'payment_received', 'EUR',
         ${PRICE_CENTS}, 'b@example.com', $1::jsonb, at, at + interval '15 minutes',
         at + interval '20 minutes', at + interval '1 minute'
       from generate_series($2::int, $3::int) as number,
         lateral (select now() - interval '30 days' * (1 - number / $4::float8)) as placed (at)
       returning order_id, placed_at
     ), bought as materialized (
       select order_id, placed_at,
         ($5::uuid[])[1 + floor(random() * cardinality($5::uuid[]))::int] as sku_id
       from history
     ), line as (
       insert into order_lines (order_id, sku_id, quantity, unit_price_cents, name)
       select order_id, sku_id, 1, ${PRICE_CENTS}, 'Bench product' from bought
     ), payment as (
       insert into payments (order_id, state, session_id, session_url, payment_intent_id,
         amount_cents, currency, paid_cents, requested_at, updated_at, session_created_at)
       select order_id, 'paid', 'cs_' || order_id, 'https://payments.example/' || order_id,
         'pi_' || order_id, ${PRICE_CENTS}, 'EUR', ${PRICE_CENTS}, placed_at, placed_at, placed_at
       from bought
     ), event as (
       insert into payment_events (order_id, event_id, kind, session_id, payment_intent_id,
         amount_cents, currency, occurred_at, received_at, outcome)
       select order_id, 'evt_' || order_id, 'checkout.session.completed', 'cs_' || order_id,
         'pi_' || order_id, ${PRICE_CENTS}, 'EUR', placed_at, placed_at, 'order_paid'
       from bought
     )
     insert into stock_locks (order_id, sku_id, location_id, quantity, state, recover_at, settled_at)
     select order_id, sku_id, $6, 1, 'consumed', placed_at + interval '20 minutes',
       placed_at + interval '1 minute'
     from bought`,
    [
      shippingAddress,
      from,
      from + CHUNK - 1,
      // Slightly more than the number of orders, so that even the last one is in the past.
      HISTORY_ORDERS * 1.02,
      spreadSkus,
      locationId,
    ],
  );
  await client.query('commit');
}

/** Builds the indexes afterwards, which takes a fraction of the time of filling them row by row. */
async function withoutSecondaryIndexes(
  { client }: BenchDatabase,
  fill: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid = any($1::regclass[]) and not indisunique`,
    [historyTables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await fill();
  console.log('  Building the indexes …');
  for (const { definition } of rows) await client.query(definition);
}
