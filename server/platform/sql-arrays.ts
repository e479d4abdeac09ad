import { type RawBuilder, sql } from 'kysely';

/**
 * `column = any($1)`: one parameter and one plan for any number of ids. The sub-select hides their
 * number from the planner, which then uses an index; it would otherwise choose a sequential scan for
 * hundreds of ids, or with the stale statistics of a table that has just grown.
 */
export function anyOfUuids(ids: readonly string[]) {
  return sql<string>`any(array(select unnest(${arrayLiteral(ids, 'uuid')})))`;
}

/**
 * An array parameter. node-postgres would quote each value by itself, which takes six times as long for the
 * ids of a batch. Only texts need quotes; PostgreSQL refuses what is no value of another type.
 */
export function arrayLiteral(values: readonly string[], type: 'uuid'): RawBuilder<string[]>;
export function arrayLiteral(
  values: readonly (string | null)[],
  type: 'text',
): RawBuilder<(string | null)[]>;
export function arrayLiteral(
  values: readonly number[],
  type: 'int' | 'bigint',
): RawBuilder<number[]>;
export function arrayLiteral(
  values: readonly (string | number | null)[],
  type: string,
): RawBuilder<never> {
  const texts = type === 'text' ? (values as readonly (string | null)[]).map(quote) : values;
  return sql`${`{${texts.join()}}`}::${sql.raw(type)}[]`;
}

function quote(text: string | null): string {
  if (text === null) return 'NULL';
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}

/**
 * An argument of an `unnest` that is joined to a table by its key. Its length is hidden from the planner,
 * which then looks up each row by the index; with the length of one argument known it may choose a
 * sequential scan or a nested loop over all rows.
 */
export function plannerOpaqueArray(
  values: readonly unknown[],
  type: 'uuid' | 'text' | 'int' | 'bigint',
) {
  return sql`array(select unnest(${values}::${sql.raw(type)}[]))`;
}
