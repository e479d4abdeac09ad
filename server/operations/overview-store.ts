import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { addMs } from '../platform/clock.ts';
import { sumRefundedSince } from '../payments/refunds/refund-list-store.ts';
import { sumUnmatchedSince } from '../orders/received-payment-store.ts';
import { readOrderStats } from './overview-order-stats-store.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Bounds, in minutes, of the age groups of active locks. */
const AGE_BUCKETS_MINUTES = [1, 5, 15, 60];

/**
 * Counts for the overview; settled orders and payments are those of the last day. Received less
 * refunded is what the payment service keeps of these payments.
 * @param options.currency the shop's
 * @param options. lifeMs from an order's placement to its recovery time, by the current settings
 */
export async function readOverview(
  db: Database,
  now: Date,
  { lifeMs, currency }: { lifeMs: number; currency: string },
) {
  const since = addMs(now, -DAY_MS);
  const [stock, orders, unmatched, refunded, locks] = await Promise.all([
    readStockTotals(db),
    readOrderStats(db, since, now),
    sumUnmatchedSince(db, since),
    sumRefundedSince(db, since),
    readLockStats(db, now, lifeMs),
  ]);
  const { pending, paid, cancelled, byHour } = orders;
  return {
    stock,
    orders: { pending: pending.count, paid: paid.count, cancelled: cancelled.count },
    ordersByHour: byHour,
    money: {
      pending: sumByCurrency(currency, pending.amounts),
      received: sumByCurrency(currency, [...paid.amounts, ...unmatched]),
      refunded: sumByCurrency(currency, refunded),
    },
    locks,
  };
}

/** One amount per currency, the shop's own first; a held payment may be in another. */
function sumByCurrency(own: string, amounts: readonly { currency: string; cents: number }[]) {
  const sums = new Map([[own, 0]]);
  for (const { currency, cents } of amounts) {
    sums.set(currency, (sums.get(currency) ?? 0) + cents);
  }
  return [...sums].map(([currency, cents]) => ({ currency, cents }));
}

async function readStockTotals(db: Database) {
  const { rows } = await sql<{ onHand: number; locked: number }>`
    select coalesce(sum(on_hand), 0)::bigint as "onHand", coalesce(sum(locked), 0)::bigint as locked
    from stock`.execute(db);
  const { onHand, locked } = rows[0]!;
  return { onHand, locked, available: onHand - locked };
}

/**
 * Active locks by age. The age is derived from `recover_at`, which is indexed; joining the orders
 * of a hundred thousand locks would be slow.
 */
async function readLockStats(db: Database, now: Date, lifeMs: number) {
  const ends = AGE_BUCKETS_MINUTES.map((minutes) => addMs(now, lifeMs - minutes * MINUTE_MS));
  const counts = await sql<{ active: number; overdue: number; younger: number[] }>`
    select count(*) as active, count(*) filter (where recover_at < ${now}) as overdue,
      array[${sql.join(ends.map((end) => sql`count(*) filter (where recover_at > ${end})`))}]::int[] as younger
    from stock_locks where state = 'active'
  `.execute(db);
  const oldest = await sql<{ placedAt: Date }>`
    select placed_at as "placedAt" from orders where order_id = (
      select order_id from stock_locks where state = 'active' order by recover_at, order_id limit 1)
  `.execute(db);
  const { active, overdue, younger } = counts.rows[0]!;
  return {
    active,
    overdue,
    oldestLockedAt: oldest.rows[0]?.placedAt.toISOString() ?? null,
    byAge: [...AGE_BUCKETS_MINUTES, null].map((underMinutes, index) => ({
      fromMinutes: AGE_BUCKETS_MINUTES[index - 1] ?? 0,
      underMinutes,
      count: (younger[index] ?? active) - (younger[index - 1] ?? 0),
    })),
  };
}
