import { type Kysely, sql } from 'kysely';

/** The history of a SKU tells which order returned units came from; the audit asks the same. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('create unique index restocks_by_adjustment on restocks (sku_id, adjustment_id)')
    .execute(db);
}
