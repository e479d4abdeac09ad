import { sql, type Kysely } from 'kysely';

/** Orders keep their amounts when the data of their customer is erased. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table orders
     add column erased_at timestamptz,
     add constraint erased_orders_have_ended
       check (erased_at is null or (status <> 'pending_payment' and email = ''))`,
  // What retention removed, and where its next run begins.
  `create table retention_runs (
     run_id uuid primary key,
     started_at timestamptz not null,
     finished_at timestamptz not null,
     orders_erased integer not null check (orders_erased >= 0),
     -- All orders up to this id are erased.
     orders_until uuid,
     events_cleared integer not null check (events_cleared >= 0),
     -- All events received before are cleared.
     events_until timestamptz
   )`,
];
