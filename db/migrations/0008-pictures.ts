import { type Kysely, sql } from 'kysely';

/**
 * Pictures that staff upload, each at several widths. They are few and change never, so the one
 * database keeps them too: a copy of it is a copy of the whole shop.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// A picture is named by what it holds, so that the same one is kept once and its address may be
// cached for ever. It is compressed already; PostgreSQL would only try again.
const statements = [
  `create table pictures (
    picture_id text not null check (picture_id ~ '^[0-9a-f]{32}$'),
    width integer not null check (width > 0),
    content bytea not null check (octet_length(content) between 1 and 4 * 1024 * 1024),
    uploaded_at timestamptz not null,
    primary key (picture_id, width)
  )`,
  'alter table pictures alter column content set storage external',
];
