import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { addMs } from '../clock.ts';
import { firstIdAt } from '../ids.ts';
import type { OrderStatus } from '../orders/order.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** An order's id is made by the buyer's device, whose clock may be this far off. */
const ID_SKEW_MS = DAY_MS;
/** The ages, in minutes, between which active locks are counted. */
const AGE_MINUTES = [1, 5, 15, 60];

/** Counts for the overview. What looks back does so for a day, along the primary key. */
export async function readOverview(db: Database, now: Date) {
  const since = addMs(now, -DAY_MS);
  const [stock, orders, earlier, refunds, locks] = await Promise.all([
    readStock(db),
    readOrders(db, since),
    readPendingBefore(db, since),
    readRefunded(db, since),
    readLocks(db, now),
  ]);
  const sum = (status: OrderStatus, pick: 'count' | 'cents') =>
    orders
      .filter((row) => row.status === status && row.inWindow)
      .reduce((total, row) => total + row[pick], 0);
  return {
    stock,
    orders: {
      pending: sum('pending_payment', 'count') + earlier.count,
      paid: sum('paid', 'count'),
      cancelled: sum('cancelled', 'count'),
    },
    ordersByHour: byHour(orders, since, now),
    money: {
      pendingCents: sum('pending_payment', 'cents') + earlier.cents,
      takenCents: sum('paid', 'cents'),
      refundedCents: refunds,
    },
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

interface OrderCount {
  hour: Date;
  status: OrderStatus;
  /** Whether it was placed within the last day, and not merely within its first hour. */
  inWindow: boolean;
  count: number;
  cents: number;
}

async function readOrders(db: Database, since: Date): Promise<OrderCount[]> {
  const from = hourOf(since);
  const { rows } = await sql<OrderCount>`
    select date_trunc('hour', placed_at, 'UTC') as hour, status, placed_at >= ${since} as "inWindow",
      count(*) as count, sum(total_cents)::bigint as cents
    from orders
    where order_id >= ${firstIdAt(addMs(from, -ID_SKEW_MS))}::uuid and placed_at >= ${from}
    group by 1, 2, 3`.execute(db);
  return rows;
}

/** Orders that wait for their payment since before the window. */
async function readPendingBefore(db: Database, since: Date) {
  const { rows } = await sql<{ count: number; cents: number }>`
    select count(*) as count, coalesce(sum(total_cents), 0)::bigint as cents
    from orders where status = 'pending_payment' and placed_at < ${since}`.execute(db);
  return rows[0]!;
}

async function readRefunded(db: Database, since: Date): Promise<number> {
  const { rows } = await sql<{ cents: number }>`
    select coalesce(sum(amount_cents), 0)::bigint as cents from refunds
    where requested_at >= ${since} and state <> 'failed'`.execute(db);
  return rows[0]!.cents;
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

/** Every hour of the window, also those in which nothing happened. */
function byHour(orders: OrderCount[], since: Date, now: Date) {
  const hours = [];
  for (let at = hourOf(since); at <= now; at = addMs(at, HOUR_MS)) {
    const countOf = (status: OrderStatus) =>
      orders
        .filter((row) => row.status === status && row.hour.getTime() === at.getTime())
        .reduce((sum, row) => sum + row.count, 0);
    hours.push({
      at: at.toISOString(),
      pending: countOf('pending_payment'),
      paid: countOf('paid'),
      cancelled: countOf('cancelled'),
    });
  }
  return hours;
}

function hourOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);
}
