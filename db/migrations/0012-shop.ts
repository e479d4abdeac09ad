import { type Kysely, sql } from 'kysely';

/** What is one for the whole shop. A shop that has sold keeps the currency of its orders. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table shop (
     currency text primary key check (currency ~ '^[A-Z]{3}$')
   )`,
  `create unique index shop_has_one_row on shop ((true))`,
  `insert into shop (currency) select currency from orders order by order_id desc limit 1`,
  `create function forbid_currency_of_prices() returns trigger language plpgsql as $$
   begin
     if exists (select from skus) then
       raise exception 'the currency of a shop with prices cannot change';
     end if;
     return new;
   end $$`,
  `create trigger shop_currency_is_fixed before update or delete on shop
   for each row execute function forbid_currency_of_prices()`,
];
