import { sql, type RawBuilder } from 'kysely';

/* Documents and queries are explained in db/migrations/0021-search.ts. */

/**
 * Whether a row is found by a search: each word, in any spelling, occurs in its texts. Only when nothing is
 * found so, words with typing errors count, too. A search without letters and digits finds nothing.
 * @param id the id of the row
 * @param table documents of products, or of SKUs
 * @param listed the ids of all rows that the list can have; null: all
 */
export function matchesSearch(
  id: RawBuilder<unknown>,
  table: 'product' | 'sku',
  search: string,
  listed: RawBuilder<unknown> | null = null,
): RawBuilder<boolean> {
  const documents = sql.table(`${table}_search`);
  const key = sql.ref(`${table}_id`);
  const matching = (mode: SearchMode) =>
    sql`select ${key} from ${documents} where document @@ ${queryFor(search, mode)}`;
  const isListed = listed ? sql`${key} in (${listed})` : sql`true`;
  // Materialised, since to find the first row only the planner would rather read the whole table.
  return sql`${id} in (
    with spelled as materialized (${matching('text')} and ${isListed})
    select ${key} from spelled
    union all ${matching('typo')} and not exists (select from spelled))`;
}

/**
 * How well a product matches: 3 with all words in its name, 2 with their beginnings there, 1 with them in
 * any text, 0 with typing errors.
 */
export function searchRank(productId: RawBuilder<unknown>, search: string): RawBuilder<number> {
  const matches = (mode: SearchMode) => sql`(document @@ ${queryFor(search, mode)})::int`;
  return sql`(
    select ${matches('name')} + ${matches('prefix')} + ${matches('text')}
    from product_search where product_search.product_id = ${productId})`;
}

type SearchMode = 'name' | 'prefix' | 'text' | 'typo';

function queryFor(search: string, mode: SearchMode): RawBuilder<unknown> {
  return sql`search_query(${search}::text, ${sql.lit(mode)})`;
}
