import { type Kysely, sql } from 'kysely';

/**
 * What products say in further languages. It stands apart from the texts they are written in, which
 * placing an order reads, and with the product, which owns all its words: a colour is called the same
 * on each of its SKUs.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table products
        add column translations jsonb not null default '{}'
          check (jsonb_typeof(translations) = 'object')`,
    )
    .execute(db);
}
