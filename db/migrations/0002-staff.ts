import { type Kysely, sql } from 'kysely';

/** Staff accounts, as better-auth's own migration generator prints them for server/accounts/auth.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table staff_users (
    id text primary key,
    name text not null,
    email text not null unique,
    email_verified boolean not null,
    image text,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null default current_timestamp,
    role text not null check (role in ('admin', 'viewer'))
  )`,
  `create table staff_sessions (
    id text primary key,
    expires_at timestamptz not null,
    token text not null unique,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null,
    ip_address text,
    user_agent text,
    user_id text not null references staff_users on delete cascade
  )`,
  `create index staff_sessions_user_id_idx on staff_sessions (user_id)`,
  `create table staff_accounts (
    id text primary key,
    account_id text not null,
    provider_id text not null,
    user_id text not null references staff_users on delete cascade,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null
  )`,
  `create index staff_accounts_user_id_idx on staff_accounts (user_id)`,
  `create table staff_verifications (
    id text primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null default current_timestamp
  )`,
  `create index staff_verifications_identifier_idx on staff_verifications (identifier)`,
  `create table staff_rate_limits (
    id text primary key,
    key text not null unique,
    count integer not null,
    last_request bigint not null
  )`,
];
