import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import { addMs } from '../platform/clock.ts';
import type { OrderStatus } from '../checkout/order.ts';
import { firstIdEndedSince, toldToHaveEndedSince } from '../orders/order-list-store.ts';

const HOUR_MS = 60 * 60_000;

type Sum = { count: number; cents: number };
type Count = Sum & {
  status: OrderStatus;
  /** When it was placed. */
  hour: Date;
  /** Whether it has ended since the moment that is looked back to. */
  ended: boolean;
};

/**
 * Orders and their money: those that wait, those that ended since a moment by how they ended, and what
 * has become of those placed in each hour since. A paid order's money is its total; whatever does not
 * fit is held apart. All but a few is counted in one pass over the orders of the last days.
 */
export async function readOrders(db: Database, since: Date, now: Date) {
  const firstId = firstIdEndedSince(since);
  const [lately, earlier] = await Promise.all([
    countLately(db, since, firstId),
    countEarlier(db, since, firstId, now),
  ]);
  const all = [...lately, ...earlier];
  return {
    pending: sumOf(all.filter(({ status }) => status === 'pending_payment')),
    paid: sumOf(all.filter(({ status, ended }) => status === 'paid' && ended)),
    cancelled: sumOf(all.filter(({ status, ended }) => status === 'cancelled' && ended)),
    byHour: byHour(lately, since, now),
  };
}

async function countLately(db: Database, since: Date, firstId: string): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select status, date_bin('1 hour', placed_at, ${hourOf(since)}) as hour,
      coalesce(settled_at >= ${since}, false) as ended, count(*) as count,
      sum(total_cents)::bigint as cents
    from orders where order_id >= ${firstId}::uuid group by 1, 2, 3`.execute(db);
  return rows;
}

/** The few that are older: they wait, overdue, or ended after longer than usual. */
async function countEarlier(
  db: Database,
  since: Date,
  firstId: string,
  now: Date,
): Promise<Omit<Count, 'hour'>[]> {
  const { rows } = await sql<Omit<Count, 'hour'>>`
    select status, true as ended, count(*) as count, sum(total_cents)::bigint as cents
    from orders
    where settled_at >= ${since} and order_id in (
      ${toldToHaveEndedSince(since)} and order_id < ${firstId}::uuid)
    group by status
    union all
    select 'pending_payment', false, count(*), coalesce(sum(total_cents), 0)::bigint
    from orders
    where status = 'pending_payment' and pay_by < ${now} and order_id < ${firstId}::uuid
  `.execute(db);
  return rows;
}

function sumOf(counts: readonly Sum[]): Sum {
  return counts.reduce(
    (sum, { count, cents }) => ({ count: sum.count + count, cents: sum.cents + cents }),
    { count: 0, cents: 0 },
  );
}

/** Every hour since, also those in which nothing was ordered. */
function byHour(counts: readonly Count[], since: Date, now: Date) {
  const hours = [];
  for (let at = hourOf(since); at <= now; at = addMs(at, HOUR_MS)) {
    const countOf = (status: OrderStatus) =>
      sumOf(counts.filter((row) => row.status === status && row.hour.getTime() === at.getTime()))
        .count;
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
