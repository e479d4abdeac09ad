import { type Kysely, sql } from 'kysely';

/** The way to the newest refunds of all orders, for their list and for what was given back of late. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index refunds_by_time on refunds (requested_at, refund_id)`.execute(db);
}
