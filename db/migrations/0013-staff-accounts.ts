import { type Kysely, sql } from 'kysely';

/** Staff accounts that administrators manage: links to set a password, second factors, throttled sign-ins. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table staff_users
    add column deactivated_at timestamptz,
    add column two_factor_enabled boolean not null default false`,

  // When the person at this session last proved who they are.
  `alter table staff_sessions add column verified_at timestamptz not null default current_timestamp`,
  // A session slides while it is used, but never beyond seven days after sign-in.
  `create function staff_sessions_end() returns trigger language plpgsql as $$
    begin
      new.expires_at := least(new.expires_at, new.created_at + interval '7 days');
      return new;
    end
  $$`,
  `create trigger staff_sessions_end before insert or update on staff_sessions
    for each row execute function staff_sessions_end()`,

  // At most one link per account; a new one replaces it. Only the hash of its token is kept.
  `create table staff_password_links (
    user_id text primary key references staff_users on delete cascade,
    token_hash bytea not null unique check (length(token_hash) = 32),
    expires_at timestamptz not null
  )`,

  // As better-auth's migration generator prints it for the twoFactor plugin.
  `create table staff_two_factors (
    id text primary key,
    secret text not null,
    backup_codes text not null,
    user_id text not null references staff_users on delete cascade,
    verified boolean,
    failed_verification_count integer,
    locked_until timestamptz
  )`,
  `create index staff_two_factors_user_id_idx on staff_two_factors (user_id)`,

  // Attempts per key within a window. Keys are hashed, so no typed address is kept.
  `create table staff_sign_in_attempts (
    key bytea primary key check (length(key) = 32),
    attempts integer not null check (attempts >= 0),
    window_ends_at timestamptz not null
  )`,
  `create index staff_sign_in_attempts_window_ends_at_idx
    on staff_sign_in_attempts (window_ends_at)`,
];
