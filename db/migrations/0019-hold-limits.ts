import { type Kysely, sql } from 'kysely';

/**
 * By whom unpaid orders are counted, what limits refused, and who is exempt. A network is kept only as long
 * as its order is unpaid.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table orders add column email_hash bigint, add column network_hash bigint,
     add constraint orders_network_only_while_unpaid
       check (network_hash is null or status = 'pending_payment')`,
  // Hash indexes: placing an order writes both, at two thirds of what B-trees cost.
  `create index orders_pending_by_email on orders using hash (email_hash) where status = 'pending_payment'`,
  `create index orders_pending_by_network on orders using hash (network_hash)
     where status = 'pending_payment'`,
  // Purchase limits count paid orders, too.
  `create index orders_paid_by_email on orders (email_hash) where status = 'paid'`,
  `create table limit_refusals (
     refusal_id uuid primary key,
     kind text not null check (kind in ('buyer', 'email', 'network')),
     subject text not null,
     reason text not null,
     sku_id uuid,
     count integer not null check (count > 0),
     first_at timestamptz not null,
     last_at timestamptz not null,
     unique nulls not distinct (kind, subject, reason, sku_id)
   )`,
  `create index limit_refusals_by_time on limit_refusals (last_at, refusal_id)`,
  `create table limit_exemptions (
     kind text not null check (kind in ('buyer', 'email', 'network')),
     subject text not null,
     until timestamptz not null,
     made_by text not null,
     made_at timestamptz not null,
     primary key (subject, kind)
   )`,
  // Units of each of its SKUs that one customer may buy.
  `alter table products add column purchase_limit integer check (purchase_limit > 0),
     add column proof_of_work boolean not null default false`,
  `create index products_with_proof_of_work on products (product_id) where proof_of_work`,
];
