import { type Kysely, sql } from 'kysely';

/** Since when the payment service has answered that it does not know the session of a pending order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table payments add column missing_since timestamptz`).execute(db);
  await sql
    .raw(
      `create index payments_missing on payments (missing_since) where missing_since is not null`,
    )
    .execute(db);
}
