import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { addMs } from '../platform/clock.ts';
import type { OrderStatus } from '../checkout/order.ts';
import { firstIdSettledSince, settledByEventSince } from '../orders/order-list-store.ts';

const HOUR_MS = 60 * 60_000;

type OrderCountRow = {
  count: number;
  cents: number;
  currency: string;
  status: OrderStatus;
  /** When it was placed. */
  hour: Date;
  /** Whether it was settled since `since`. */
  ended: boolean;
};

/**
 * Counts and totals of orders: pending, settled since `since` by status, and per hour of placement.
 * One pass over the recent orders counts nearly all.
 */
export async function readOrderStats(db: Database, since: Date, now: Date) {
  const firstId = firstIdSettledSince(since);
  const [recent, older] = await Promise.all([
    countRecentOrders(db, since, firstId),
    countOlderOrders(db, since, firstId, now),
  ]);
  const all = [...recent, ...older];
  return {
    pending: sumCounts(all.filter(({ status }) => status === 'pending_payment')),
    paid: sumCounts(all.filter(({ status, ended }) => status === 'paid' && ended)),
    cancelled: sumCounts(all.filter(({ status, ended }) => status === 'cancelled' && ended)),
    byHour: countByHour(recent, since, now),
  };
}

async function countRecentOrders(
  db: Database,
  since: Date,
  firstId: string,
): Promise<OrderCountRow[]> {
  const { rows } = await sql<OrderCountRow>`
    select status, currency, date_bin('1 hour', placed_at, ${startOfHour(since)}) as hour,
      coalesce(settled_at >= ${since}, false) as ended, count(*) as count,
      sum(total_cents)::bigint as cents
    from orders where order_id >= ${firstId}::uuid group by 1, 2, 3, 4`.execute(db);
  return rows;
}

/** The few older ones: overdue, or settled later than usual. */
async function countOlderOrders(
  db: Database,
  since: Date,
  firstId: string,
  now: Date,
): Promise<Omit<OrderCountRow, 'hour'>[]> {
  const { rows } = await sql<Omit<OrderCountRow, 'hour'>>`
    select status, currency, true as ended, count(*) as count, sum(total_cents)::bigint as cents
    from orders
    where settled_at >= ${since} and order_id in (
      ${settledByEventSince(since)} and order_id < ${firstId}::uuid)
    group by status, currency
    union all
    select 'pending_payment', currency, false, count(*), sum(total_cents)::bigint
    from orders
    where status = 'pending_payment' and pay_by < ${now} and order_id < ${firstId}::uuid
    group by currency
  `.execute(db);
  return rows;
}

function sumCounts(counts: readonly Pick<OrderCountRow, 'count' | 'currency' | 'cents'>[]) {
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    amounts: counts.map(({ currency, cents }) => ({ currency, cents })),
  };
}

/** Every hour since `since`, also those without orders. */
function countByHour(counts: readonly OrderCountRow[], since: Date, now: Date) {
  const hours = [];
  for (let at = startOfHour(since); at <= now; at = addMs(at, HOUR_MS)) {
    const countOf = (status: OrderStatus) =>
      sumCounts(
        counts.filter((row) => row.status === status && row.hour.getTime() === at.getTime()),
      ).count;
    hours.push({
      at: at.toISOString(),
      pending: countOf('pending_payment'),
      paid: countOf('paid'),
      cancelled: countOf('cancelled'),
    });
  }
  return hours;
}

function startOfHour(time: Date): Date {
  return new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);
}
