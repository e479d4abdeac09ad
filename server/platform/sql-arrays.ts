import { type RawBuilder, sql } from 'kysely';

/**
 * `column = any($1)`: one parameter and one plan, however many ids there are. The sub-select hides
 * their number from the planner, which takes an index then; for hundreds of ids, or with the
 * statistics of a table that has just grown, it would read the whole table instead.
 */
export function anyOfUuids(ids: readonly string[]) {
  return sql<string>`any(array(select unnest(${arrayLiteral(ids, 'uuid')})))`;
}

/**
 * An array of what needs no quoting, nor a look at each for what node-postgres would quote, which for
 * the ids of a group of orders takes six times as long. What is no such value PostgreSQL refuses.
 */
export function arrayLiteral(values: readonly string[], type: 'uuid'): RawBuilder<string[]>;
export function arrayLiteral(
  values: readonly number[],
  type: 'int' | 'bigint',
): RawBuilder<number[]>;
export function arrayLiteral(
  values: readonly (string | number)[],
  type: string,
): RawBuilder<never> {
  return sql`${`{${values.join()}}`}::${sql.raw(type)}[]`;
}

/**
 * An argument of an `unnest` whose rows are joined to a table by its key. When the number of all its
 * arguments is hidden in the same way, each row is looked up by the index; with it known, or beside
 * `anyOf`, the planner may read the table, or compare all its rows with all of these.
 */
export function plannerOpaqueArray(
  values: readonly unknown[],
  type: 'uuid' | 'text' | 'int' | 'bigint',
) {
  return sql`array(select unnest(${values}::${sql.raw(type)}[]))`;
}
