import { type Kysely, sql } from 'kysely';

/** When the payment service was last asked for a shopper who came back from its page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table payments add column checked_at timestamptz`).execute(db);
}
