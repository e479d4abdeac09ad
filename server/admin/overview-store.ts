import { sql } from 'kysely';
import type { Database } from '#db/client.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const AGE_MINUTES = [1, 5, 15, 60];

/** Counts for the overview; the window of a day keeps them to recent rows. */
export async function readOverview(db: Database, now: Date) {
  const since = new Date(now.getTime() - DAY_MS);
  const [stock, orders, refunds, locks] = await Promise.all([
    sql<{ onHand: number; locked: number }>`
      select coalesce(sum(on_hand), 0)::bigint as "onHand", coalesce(sum(locked), 0)::bigint as locked
      from stock`.execute(db),
    sql<{ status: string; count: number; cents: number }>`
      select status, count(*) as count, coalesce(sum(total_cents), 0)::bigint as cents from orders
      where placed_at >= ${since} or status = 'pending_payment' group by status`.execute(db),
    sql<{ cents: number }>`
      select coalesce(sum(amount_cents), 0)::bigint as cents from refunds
      where requested_at >= ${since} and state <> 'failed'`.execute(db),
    readLocks(db, now),
  ]);
  const { onHand, locked } = stock.rows[0]!;
  const of = (status: string) => orders.rows.find((row) => row.status === status);
  return {
    stock: { onHand, locked, available: onHand - locked },
    orders: {
      pending: of('pending_payment')?.count ?? 0,
      paid: of('paid')?.count ?? 0,
      cancelled: of('cancelled')?.count ?? 0,
    },
    money: {
      pendingCents: of('pending_payment')?.cents ?? 0,
      takenCents: of('paid')?.cents ?? 0,
      refundedCents: refunds.rows[0]!.cents,
    },
    locks,
  };
}

async function readLocks(db: Database, now: Date) {
  const { rows } = await sql<{ age: number; count: number; overdue: number; oldest: Date }>`
    select width_bucket(extract(epoch from ${now}::timestamptz - placed_at)::numeric / 60,
        ${AGE_MINUTES}::numeric[]) as age,
      count(*) as count, count(*) filter (where stock_locks.recover_at < ${now}) as overdue,
      min(placed_at) as oldest
    from stock_locks join orders using (order_id) where state = 'active' group by age
  `.execute(db);
  const sum = (pick: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + pick(row), 0);
  const oldest = rows.reduce<Date | null>(
    (min, row) => (min === null || row.oldest < min ? row.oldest : min),
    null,
  );
  return {
    active: sum((row) => row.count),
    overdue: sum((row) => row.overdue),
    oldestLockedAt: oldest?.toISOString() ?? null,
    byAge: [...AGE_MINUTES, null].map((underMinutes, age) => ({
      underMinutes,
      count: rows.find((row) => row.age === age)?.count ?? 0,
    })),
  };
}
