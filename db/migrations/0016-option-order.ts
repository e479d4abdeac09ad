import { type Kysely, sql } from 'kysely';

/** Options in the order in which staff wrote them: jsonb sorts its keys, json keeps them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table skus alter column options drop default,
         alter column options type json using options::json,
         alter column options set default '{}'`,
    )
    .execute(db);
}
