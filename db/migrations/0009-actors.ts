import { type Kysely, sql } from 'kysely';

/**
 * Actors are stored as `kind:id`, such as `staff:ada@shop.example` or `system:cron`. Staff actions also
 * keep the account, since an e-mail address can pass to another person.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Until now a member of staff was stored as the bare e-mail address, anything else as its name. */
function prefixKind(table: string, column: string): string {
  return `update ${table} set ${column} = case
      when ${column} = 'system' then 'system'
      when ${column} = 'payment service' then 'payment_service'
      when ${column} like '%@%' then 'staff:' || ${column}
      else 'system:' || ${column} end
    where ${column} is not null`;
}

const statements = [
  prefixKind('stock_adjustments', 'made_by'),
  prefixKind('refunds', 'requested_by'),
  prefixKind('refunds', 'resolved_by'),
  prefixKind('held_payments', 'resolved_by'),
  prefixKind('sweeps', 'started_by'),
  prefixKind('reconciliations', 'started_by'),
  `alter table staff_actions add column user_id text`,
  `alter table staff_actions rename column told to result`,
  `alter table staff_actions rename column asked_at to requested_at`,
];
