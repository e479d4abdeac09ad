import { type Kysely, sql } from 'kysely';

/** Passkeys of staff, as better-auth's plugin stores them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table staff_passkeys (
    id text primary key,
    name text not null check (length(name) between 1 and 100),
    public_key text not null,
    user_id text not null references staff_users on delete cascade,
    credential_id text not null unique,
    counter bigint not null,
    device_type text not null,
    backed_up boolean not null,
    transports text check (length(transports) <= 200),
    created_at timestamptz not null,
    aaguid text
  )`,
  `create index staff_passkeys_user_id_idx on staff_passkeys (user_id)`,
];
