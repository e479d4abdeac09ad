import { sql } from 'kysely';

/** `column = any($1)`: one parameter and one plan, however many ids there are. */
export function anyOf(ids: readonly string[]) {
  return sql<string>`any(${ids}::uuid[])`;
}
