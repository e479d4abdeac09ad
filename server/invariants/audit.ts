import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

/** An invariant of the database. */
interface AuditRule {
  /** Stable: simulator and chaos refer to it. */
  id: string;
  description: string;
  /** Gives a row per violation, with its `detail`. */
  sql: string;
}

/** A row that breaks a rule. */
export interface Violation {
  /** The rule's id. */
  rule: string;
  description: string;
  detail: string;
}

export interface AuditReport {
  violations: Violation[];
  /** Rows checked. */
  counted: {
    stockRows: number;
    orders: number;
    locks: number;
    adjustments: number;
    payments: number;
  };
}

/** Violations listed per rule. */
const VIOLATIONS_PER_RULE_MAX = 20;

/**
 * Checks the shop's invariants in SQL: stock against locks and adjustments, orders against lines, locks
 * and payments, money against orders and refunds, and references without a foreign key. Reads one
 * snapshot, so it can run while the shop sells.
 */
export async function audit(db: Database): Promise<AuditReport> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const violations: Violation[] = [];
      for (const { id, description, sql: query } of auditRules) {
        const { rows } = await sql<{
          detail: string;
        }>`${sql.raw(query)} limit ${VIOLATIONS_PER_RULE_MAX}`.execute(trx);
        violations.push(...rows.map(({ detail }) => ({ rule: id, description, detail })));
      }
      const { rows } = await sql<AuditReport['counted']>`
        select (select count(*) from stock) as "stockRows",
          (select count(*) from orders) as orders,
          (select count(*) from stock_locks) as locks,
          (select count(*) from stock_adjustments) as adjustments,
          (select count(*) from payments) as payments`.execute(trx);
      return { violations, counted: rows[0]! };
    });
}

const auditRules: readonly AuditRule[] = [
  {
    id: 'locked-equals-active-locks',
    description: 'locked is the sum of active locks',
    sql: `
    select format('SKU %s at %s: locked %s, active locks %s', sku_id, location_id,
      coalesce(locked, 0), coalesce(active, 0)) as detail
    from stock full join (
      select sku_id, location_id, sum(quantity) as active from stock_locks
      where state = 'active' group by sku_id, location_id
    ) as locks using (sku_id, location_id)
    where coalesce(locked, 0) <> coalesce(active, 0)`,
  },
  {
    id: 'on-hand-equals-movements',
    description: 'on hand is the sum of adjustments minus consumed locks',
    sql: `
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
  },
  {
    id: 'locked-within-on-hand',
    description: '0 ≤ locked ≤ on hand',
    sql: `
    select format('SKU %s at %s: locked %s, on hand %s', sku_id, location_id, locked, on_hand) as detail
    from stock where locked < 0 or locked > on_hand`,
  },
  {
    id: 'locks-match-order',
    description:
      'pending orders have active locks, paid orders consumed ones, cancelled orders released ones',
    sql: `
    select format('order %s is %s, its lock on SKU %s is %s', order_id, status, sku_id, state) as detail
    from stock_locks join orders using (order_id)
    where (status = 'paid' and state = 'released') or (status = 'cancelled' and state = 'consumed')
      or (status = 'pending_payment' and state <> 'active')`,
  },
  {
    id: 'locks-equal-lines',
    description: 'an order locks the units that it bought',
    sql: `
    select format('order %s, SKU %s: bought %s, locked %s', order_id, sku_id,
      coalesce(bought, 0), coalesce(held, 0)) as detail
    from (select order_id, sku_id, quantity as bought from order_lines) as lines
    full join (
      select order_id, sku_id, sum(quantity) as held from stock_locks group by order_id, sku_id
    ) as locks using (order_id, sku_id)
    where coalesce(bought, 0) <> coalesce(held, 0)`,
  },
  {
    id: 'total-equals-lines',
    description: 'the total of an order is the sum of its lines',
    sql: `
    select format('order %s: total %s, lines %s', order_id, total_cents, coalesce(lines, 0)) as detail
    from orders left join (
      select order_id, sum(quantity * unit_price_cents::bigint) as lines from order_lines
      group by order_id
    ) as sums using (order_id)
    where total_cents is distinct from lines`,
  },
  {
    id: 'paid-order-has-payment',
    description: 'a paid order has a payment of its total',
    sql: `
    select format('order %s is paid, its payment is %s over %s of %s', order_id,
      coalesce(state, 'missing'), coalesce(paid_cents, 0), total_cents) as detail
    from orders left join payments using (order_id)
    where status = 'paid' and (state is distinct from 'paid' or paid_cents <> total_cents)`,
  },
  {
    id: 'cancelled-order-not-payable',
    description: 'the payment of a cancelled order is settled',
    sql: `
    select format('order %s is cancelled, its payment is still %s', order_id, state) as detail
    from payments join orders using (order_id)
    where status = 'cancelled' and state in ('requested', 'open', 'processing')`,
  },
  {
    id: 'late-money-refunded',
    description: 'money without a paid order is refunded',
    sql: `
    select format('order %s is %s with %s paid and %s being refunded', order_id, status, paid_cents,
      coalesce(refunding, 0)) as detail
    from payments join orders using (order_id) left join (
      select order_id, payment_intent_id, sum(amount_cents) as refunding from refunds
      group by order_id, payment_intent_id
    ) as sums using (order_id, payment_intent_id)
    where state = 'paid' and status <> 'paid' and coalesce(refunding, 0) < paid_cents`,
  },
  {
    id: 'held-payment-recorded',
    description: 'a payment that does not fit its order is held for staff',
    sql: `
    select format('the payment of order %s is held, its money is not held', order_id) as detail
    from payments left join held_payments using (order_id, payment_intent_id)
    where state = 'held' and (held_payments.order_id is null or paid_cents <> 0)`,
  },
  {
    id: 'resolved-held-payment-refunded',
    description: 'a held payment that staff resolved is refunded',
    sql: `
    select format('order %s: %s held, %s being refunded', order_id, held_payments.amount_cents,
      coalesce(refunding, 0)) as detail
    from held_payments left join (
      select order_id, payment_intent_id, sum(amount_cents) as refunding from refunds
      group by order_id, payment_intent_id
    ) as sums using (order_id, payment_intent_id)
    where resolved_at is not null and coalesce(refunding, 0) < held_payments.amount_cents`,
  },
  {
    id: 'refunds-within-captured',
    description: 'refunds never exceed the captured money',
    sql: `
    with came as (
      select order_id, payment_intent_id, paid_cents as cents from payments where state = 'paid'
      union all select order_id, payment_intent_id, amount_cents from held_payments
    )
    select format('order %s, payment %s: made %s, asked for here %s, came %s', order_id,
      payment_intent_id, coalesce(made, 0), coalesce(asked, 0), coalesce(cents, 0)) as detail
    from (
      select order_id, payment_intent_id,
        sum(amount_cents) filter (where state in ('pending', 'succeeded')) as made,
        sum(amount_cents) filter (where reason <> 'made_at_service'
          and (state <> 'failed' or resolution = 'refunded_externally')) as asked
      from refunds group by order_id, payment_intent_id
    ) as sums left join came using (order_id, payment_intent_id)
    where greatest(coalesce(made, 0), coalesce(asked, 0)) > coalesce(cents, 0)`,
  },
  {
    id: 'restocks-were-sold',
    description: 'restocked units were sold and have a stock adjustment',
    sql: `
    select format('order %s, SKU %s at %s: %s restocked, %s sold', order_id, sku_id, location_id,
      restocked, coalesce(sold, 0)) as detail
    from (
      select order_id, sku_id, location_id, sum(quantity) as restocked from restocks
      group by order_id, sku_id, location_id
    ) as sums left join (
      select order_id, sku_id, location_id, quantity as sold from stock_locks
      where state = 'consumed'
    ) as locks using (order_id, sku_id, location_id)
    where restocked > coalesce(sold, 0)
    union all
    select format('order %s, SKU %s: %s restocked, %s adjusted', restocks.order_id, sku_id, quantity,
      coalesce(delta, 0))
    from restocks left join stock_adjustments using (sku_id, adjustment_id, location_id)
    where delta is distinct from quantity or reason <> 'returned'`,
  },
  {
    id: 'dispute-has-payment',
    description: 'a dispute belongs to a payment of its order',
    sql: `
    select format('dispute %s is about %s, which order %s did not get', dispute_id,
      disputes.payment_intent_id, disputes.order_id) as detail
    from disputes
    left join payments using (order_id, payment_intent_id)
    left join held_payments using (order_id, payment_intent_id)
    where payments.state is null and held_payments.reason is null`,
  },
  {
    id: 'lines-and-locks-have-order',
    description: 'order lines and locks belong to an order',
    sql: `
    select format('%s of SKU %s belongs to order %s, which does not exist', what, sku_id, order_id)
      as detail
    from (
      select 'a line' as what, sku_id, order_id from order_lines
      union all select 'a lock', sku_id, order_id from stock_locks
    ) as owned left join orders using (order_id)
    where orders.order_id is null`,
  },
  {
    id: 'locks-have-stock',
    description: 'locked SKUs have a stock row',
    sql: `
    select format('order %s refers to SKU %s, which has no stock row at %s', order_id, sku_id,
      location_id) as detail
    from stock_locks left join stock using (sku_id, location_id) where stock.sku_id is null`,
  },
];
