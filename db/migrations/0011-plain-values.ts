import { type Kysely, sql } from 'kysely';

/** Values that are stored and shown, in the field's terms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table refunds drop constraint refunds_resolution_check`,
  `update refunds set resolution = 'refunded_externally' where resolution = 'given_back_elsewhere'`,
  `alter table refunds add constraint refunds_resolution_check
     check (resolution in ('retried', 'refunded_externally'))`,
  `update staff_actions set details = details || '{"resolution": "refunded_externally"}'
   where details ->> 'resolution' = 'given_back_elsewhere'`,
  `update staff_actions set outcome = 'already_settled' where outcome = 'settled_before'`,
  // The kinds of difference that name what the payment service lacks.
  `update reconciliations
   set differences = replace(differences::text, '_missing_there"', '_missing_at_service"')::jsonb
   where differences::text like '%_missing_there"%'`,
];
