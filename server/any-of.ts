import { sql } from 'kysely';

/**
 * `column = any($1)`: one parameter and one plan, however many ids there are. The sub-select hides
 * their number from the planner, which takes an index then; for hundreds of ids, or with the
 * statistics of a table that has just grown, it would read the whole table instead.
 */
export function anyOf(ids: readonly string[]) {
  return sql<string>`any(array(select unnest(${ids}::uuid[])))`;
}
