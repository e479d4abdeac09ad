import { type Kysely, sql } from 'kysely';

/** Orders whose link was replaced, so that earlier links no longer open them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table order_links (
      order_id uuid primary key,
      version integer not null check (version > 0),
      replaced_at timestamptz not null,
      replaced_by text not null
    )`.execute(db);
}
