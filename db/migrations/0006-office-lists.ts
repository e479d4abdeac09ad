import { type Kysely, sql } from 'kysely';

/** The ways of the back office to the newest refunds, and to the released locks of a SKU. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index refunds_by_time on refunds (requested_at, refund_id)`,
  `create index stock_locks_released_by_sku on stock_locks (sku_id, settled_at)
    where state = 'released'`,
];
