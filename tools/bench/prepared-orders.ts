import { v7 } from 'uuid';
import { PRICE_CENTS, type BenchDatabase } from './bench-database.ts';
import { shippingAddress } from './new-order.ts';

/**
 * Inserts unpaid orders of one unit of the hot SKU by SQL, as placing would, except for their jobs.
 *
 * @param options.payBy end of their payment window; recovery is due 5 minutes later
 * @param options.paymentsOpen also inserts open payments with a session
 * @returns the order ids
 */
export async function insertPendingOrders(
  database: BenchDatabase,
  count: number,
  options: { payBy: Date; paymentsOpen?: boolean },
): Promise<string[]> {
  const { client, hotSku, locationId } = database;
  const orderIds = Array.from({ length: count }, () => v7());
  // Skips foreign key triggers: these rows are known to be consistent.
  await client.query('begin; set local session_replication_role = replica');
  await client.query(
    `insert into orders (order_id, buyer_id, currency, total_cents, email, shipping_address,
       placed_at, pay_by, recover_at)
     select id, uuidv7(), 'EUR', ${PRICE_CENTS}, 'b@example.com', $2::jsonb,
       $3::timestamptz - interval '15 minutes', $3, $3::timestamptz + interval '5 minutes'
     from unnest($1::uuid[]) as id`,
    [orderIds, shippingAddress, options.payBy],
  );
  await client.query(
    `insert into order_lines (order_id, sku_id, quantity, unit_price_cents, name)
     select id, $2, 1, ${PRICE_CENTS}, 'Bench product' from unnest($1::uuid[]) as id`,
    [orderIds, hotSku],
  );
  await client.query(
    `insert into stock_locks (order_id, sku_id, location_id, quantity, recover_at)
     select id, $2, $3, 1, $4::timestamptz + interval '5 minutes' from unnest($1::uuid[]) as id`,
    [orderIds, hotSku, locationId, options.payBy],
  );
  if (options.paymentsOpen) {
    await client.query(
      `insert into payments (order_id, state, session_id, session_url, amount_cents, currency,
         requested_at, updated_at)
       select id, 'open', 'cs_' || id, 'https://payments.example/' || id, ${PRICE_CENTS}, 'EUR',
         now(), now()
       from unnest($1::uuid[]) as id`,
      [orderIds],
    );
  }
  await client.query('update stock set locked = locked + $2 where sku_id = $1', [hotSku, count]);
  await client.query('commit');
  return orderIds;
}
