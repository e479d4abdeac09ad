import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

/** One thing that must always be true and is not. */
export interface Violation {
  rule: string;
  detail: string;
}

export interface Audit {
  violations: Violation[];
  /** How much was looked at. */
  counted: {
    stockRows: number;
    orders: number;
    locks: number;
    adjustments: number;
    payments: number;
  };
}

/** Violations of one rule that are listed one by one. */
const LISTED_MAX = 20;

/**
 * Proves the shop's invariants from the rows themselves: stock against locks and adjustments, orders
 * against lines, locks and payments, money against orders and refunds, and the references that no
 * foreign key holds. Reads one snapshot, so it can run while the shop sells.
 */
export async function audit(db: Database): Promise<Audit> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const violations: Violation[] = [];
      for (const [rule, query] of Object.entries(rules)) {
        const { rows } = await sql<{
          detail: string;
        }>`${sql.raw(query)} limit ${LISTED_MAX}`.execute(trx);
        violations.push(...rows.map(({ detail }) => ({ rule, detail })));
      }
      const { rows } = await sql<Audit['counted']>`
        select (select count(*) from stock) as "stockRows",
          (select count(*) from orders) as orders,
          (select count(*) from stock_locks) as locks,
          (select count(*) from stock_adjustments) as adjustments,
          (select count(*) from payments) as payments`.execute(trx);
      return { violations, counted: rows[0]! };
    });
}

/** Each query gives a row per violation. */
const rules: Record<string, string> = {
  'locked = the sum of active locks': `
    select format('SKU %s at %s: locked %s, active locks %s', sku_id, location_id,
      coalesce(locked, 0), coalesce(active, 0)) as detail
    from stock full join (
      select sku_id, location_id, sum(quantity) as active from stock_locks
      where state = 'active' group by sku_id, location_id
    ) as locks using (sku_id, location_id)
    where coalesce(locked, 0) <> coalesce(active, 0)`,

  'on hand = the sum of adjustments − consumed locks': `
    select format('SKU %s at %s: on hand %s, adjustments %s, consumed %s', sku_id, location_id,
      coalesce(on_hand, 0), coalesce(adjusted, 0), coalesce(consumed, 0)) as detail
    from stock full join (
      select sku_id, location_id, sum(delta) as adjusted from stock_adjustments
      group by sku_id, location_id
    ) as adjustments using (sku_id, location_id)
    full join (
      select sku_id, location_id, sum(quantity) as consumed from stock_locks
      where state = 'consumed' group by sku_id, location_id
    ) as locks using (sku_id, location_id)
    where coalesce(on_hand, 0) <> coalesce(adjusted, 0) - coalesce(consumed, 0)`,

  '0 ≤ locked ≤ on hand': `
    select format('SKU %s at %s: locked %s, on hand %s', sku_id, location_id, locked, on_hand) as detail
    from stock where locked < 0 or locked > on_hand`,

  'a lock ends as its order does': `
    select format('order %s is %s, its lock on SKU %s is %s', order_id, status, sku_id, state) as detail
    from stock_locks join orders using (order_id)
    where (status = 'paid' and state = 'released') or (status = 'cancelled' and state = 'consumed')
      or (status = 'pending_payment' and state <> 'active')`,

  'an order locks what it bought': `
    select format('order %s, SKU %s: bought %s, locked %s', order_id, sku_id,
      coalesce(bought, 0), coalesce(held, 0)) as detail
    from (select order_id, sku_id, quantity as bought from order_lines) as lines
    full join (
      select order_id, sku_id, sum(quantity) as held from stock_locks group by order_id, sku_id
    ) as locks using (order_id, sku_id)
    where coalesce(bought, 0) <> coalesce(held, 0)`,

  'the total of an order is the sum of its lines': `
    select format('order %s: total %s, lines %s', order_id, total_cents, coalesce(lines, 0)) as detail
    from orders left join (
      select order_id, sum(quantity * unit_price_cents::bigint) as lines from order_lines
      group by order_id
    ) as sums using (order_id)
    where total_cents is distinct from lines`,

  'a paid order has its money': `
    select format('order %s is paid, its payment is %s over %s of %s', order_id,
      coalesce(state, 'missing'), coalesce(paid_cents, 0), total_cents) as detail
    from orders left join payments using (order_id)
    where status = 'paid' and (state is distinct from 'paid' or paid_cents <> total_cents)`,

  'money without a paid order is refunded or held for staff': `
    select format('order %s is %s with %s paid and %s being refunded', order_id, status, paid_cents,
      coalesce(refunding, 0)) as detail
    from payments join orders using (order_id) left join (
      select order_id, sum(amount_cents) as refunding from refunds group by order_id
    ) as sums using (order_id)
    where state = 'paid' and status <> 'paid' and coalesce(refunding, 0) < paid_cents`,

  'never more is refunded than was paid': `
    select format('order %s: refunds %s, paid %s', order_id, refunding, coalesce(paid_cents, 0)) as detail
    from (
      select order_id, sum(amount_cents) as refunding from refunds where state <> 'failed'
      group by order_id
    ) as sums left join payments using (order_id)
    where refunding > coalesce(paid_cents, 0)`,

  'what orders refer to exists': `
    select format('order %s refers to SKU %s, which has no stock row at %s', order_id, sku_id,
      location_id) as detail
    from stock_locks left join stock using (sku_id, location_id) where stock.sku_id is null`,
};
