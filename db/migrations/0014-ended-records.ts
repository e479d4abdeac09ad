import { sql, type Kysely } from 'kysely';

/** What staff, sweeps and reconciliations did is not changed once its end is recorded. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create function record_ends_once() returns trigger language plpgsql as $$
   begin
     raise exception 'a record of % has ended already and cannot be changed', tg_table_name
       using errcode = 'check_violation', constraint = 'record_ends_once';
   end $$`,
  `create trigger record_ends_once before update on staff_actions
   for each row when (old.outcome is not null) execute function record_ends_once()`,
  `create trigger record_ends_once before update on sweeps
   for each row when (old.finished_at is not null) execute function record_ends_once()`,
  `create trigger record_ends_once before update on reconciliations
   for each row when (old.finished_at is not null) execute function record_ends_once()`,
];
