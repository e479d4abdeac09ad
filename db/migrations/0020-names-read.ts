import { type Kysely, sql } from 'kysely';

/**
 * The language in which the buyer read the shop, and each line's name in it; null where that is the base
 * name. Orders from before were kept in the base language.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table orders add column language text not null default 'en'`.execute(db);
  await sql`alter table order_lines add column name_read text`.execute(db);
}
