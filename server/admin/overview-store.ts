import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { addMs } from '../clock.ts';
import { firstIdAt } from '../ids.ts';
import type { OrderStatus } from '../orders/order.ts';
import { endedSince, ID_SKEW_MS } from '../orders/order-list-store.ts';
import { sumGivenBack } from '../payments/refund-list-store.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** The ages, in minutes, between which active locks are counted. */
const AGE_MINUTES = [1, 5, 15, 60];

/** Counts for the overview. What has ended is counted for a day, by when it ended. */
export async function readOverview(db: Database, now: Date) {
  const since = addMs(now, -DAY_MS);
  const [stock, ended, pending, ordersByHour, refundedCents, locks] = await Promise.all([
    readStock(db),
    readEnded(db, since),
    readPending(db),
    readOrdersByHour(db, since, now),
    sumGivenBack(db, since),
    readLocks(db, now),
  ]);
  return {
    stock,
    orders: { pending: pending.count, paid: ended.paid.count, cancelled: ended.cancelled.count },
    ordersByHour,
    money: { pendingCents: pending.cents, takenCents: ended.paid.cents, refundedCents },
    locks,
  };
}

async function readStock(db: Database) {
  const { rows } = await sql<{ onHand: number; locked: number }>`
    select coalesce(sum(on_hand), 0)::bigint as "onHand", coalesce(sum(locked), 0)::bigint as locked
    from stock`.execute(db);
  const { onHand, locked } = rows[0]!;
  return { onHand, locked, available: onHand - locked };
}

type Sum = { count: number; cents: number };

/** Orders that were paid and cancelled; a paid order's money is its total, or it would be held apart. */
async function readEnded(db: Database, since: Date): Promise<{ paid: Sum; cancelled: Sum }> {
  const { rows } = await sql<Sum & { status: OrderStatus }>`
    select status, count(*) as count, sum(total_cents)::bigint as cents
    from orders where ${endedSince(since)} group by status`.execute(db);
  const sumOf = (status: OrderStatus) =>
    rows.find((row) => row.status === status) ?? { count: 0, cents: 0 };
  return { paid: sumOf('paid'), cancelled: sumOf('cancelled') };
}

async function readPending(db: Database): Promise<Sum> {
  const { rows } = await sql<Sum>`
    select count(*) as count, coalesce(sum(total_cents), 0)::bigint as cents
    from orders where status = 'pending_payment'`.execute(db);
  return rows[0]!;
}

interface HourCount {
  hour: Date;
  status: OrderStatus;
  count: number;
}

/** What has become of the orders placed in each hour, also in those without any. */
async function readOrdersByHour(db: Database, since: Date, now: Date) {
  const from = hourOf(since);
  const { rows } = await sql<HourCount>`
    select date_trunc('hour', placed_at, 'UTC') as hour, status, count(*) as count
    from orders
    where order_id >= ${firstIdAt(addMs(from, -ID_SKEW_MS))}::uuid and placed_at >= ${from}
    group by 1, 2`.execute(db);
  const hours = [];
  for (let at = hourOf(since); at <= now; at = addMs(at, HOUR_MS)) {
    const countOf = (status: OrderStatus) =>
      rows.find((row) => row.status === status && row.hour.getTime() === at.getTime())?.count ?? 0;
    hours.push({
      at: at.toISOString(),
      pending: countOf('pending_payment'),
      paid: countOf('paid'),
      cancelled: countOf('cancelled'),
    });
  }
  return hours;
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
      fromMinutes: AGE_MINUTES[age - 1] ?? 0,
      underMinutes,
      count: rows.find((row) => row.age === age)?.count ?? 0,
    })),
  };
}

function hourOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);
}
