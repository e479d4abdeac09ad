import { type Kysely, sql } from 'kysely';

/** What staff change, and the way to the consumed locks of a SKU for its stock history. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// What an action is about is kept by id without a foreign key: the record outlives what it is about,
// and orders and stock are families of their own.
const statements = [
  `create table staff_actions (
    action_id uuid primary key,
    staff text not null check (staff <> ''),
    action text not null check (action <> ''),
    order_id uuid,
    product_id uuid,
    sku_id uuid,
    details jsonb not null default '{}',
    outcome text,
    asked_at timestamptz not null
  )`,
  `create index staff_actions_of_orders on staff_actions (order_id, action_id)
    where order_id is not null`,
  `create index stock_locks_consumed_by_sku on stock_locks (sku_id, settled_at)
    where state = 'consumed'`,
];
