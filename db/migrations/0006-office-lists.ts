import { type Kysely, sql } from 'kysely';

/**
 * The ways of the back office to the newest refunds, to the released locks of a SKU and to what one
 * member of staff did; and what came of that, in numbers and names.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index refunds_by_time on refunds (requested_at, refund_id)`,
  `create index stock_locks_released_by_sku on stock_locks (sku_id, settled_at)
    where state = 'released'`,
  `create index staff_actions_of_staff on staff_actions (staff, action_id)`,
  `alter table staff_actions add column told jsonb not null default '{}'`,
];
