import type { Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Sweeps } from '#db/schema.ts';

/** What one sweep found and did. */
export interface Sweep {
  sweepId: string;
  /** An actor, as `formatActor` writes it. */
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
  ordersFound: number;
  ordersPaid: number;
  ordersCancelled: number;
  /** Orders that stay as they are: the payment service gave no proof yet, or staff must decide. */
  ordersUnresolved: number;
  locksFound: number;
  locksConsumed: number;
  locksReleased: number;
  refundsFound: number;
  /** Payment events that were stored and not applied in time. */
  eventsFound: number;
  error: string | null;
}

/** Writes the record of a sweep, first when it starts and again when it ends. */
export async function storeSweep(db: Database, sweep: Sweep): Promise<void> {
  const row = {
    sweep_id: sweep.sweepId,
    started_by: sweep.startedBy,
    started_at: sweep.startedAt,
    finished_at: sweep.finishedAt,
    orders_found: sweep.ordersFound,
    orders_paid: sweep.ordersPaid,
    orders_cancelled: sweep.ordersCancelled,
    orders_unresolved: sweep.ordersUnresolved,
    locks_found: sweep.locksFound,
    locks_consumed: sweep.locksConsumed,
    locks_released: sweep.locksReleased,
    refunds_found: sweep.refundsFound,
    events_found: sweep.eventsFound,
    error: sweep.error,
  };
  await db
    .insertInto('sweeps')
    .values(row)
    .onConflict((conflict) => conflict.column('sweep_id').doUpdateSet(row))
    .execute();
}

/** Sweeps, newest first; ids are time-ordered, so the id is the cursor. */
export async function findSweeps(
  db: Database,
  options: { before?: string; limit: number },
): Promise<Sweep[]> {
  const { before, limit } = options;
  const rows = await db
    .selectFrom('sweeps')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('sweep_id', '<', before!))
    .orderBy('sweep_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toSweep);
}

function toSweep(row: Selectable<Sweeps>): Sweep {
  return {
    sweepId: row.sweep_id,
    startedBy: row.started_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    ordersFound: row.orders_found,
    ordersPaid: row.orders_paid,
    ordersCancelled: row.orders_cancelled,
    ordersUnresolved: row.orders_unresolved,
    locksFound: row.locks_found,
    locksConsumed: row.locks_consumed,
    locksReleased: row.locks_released,
    refundsFound: row.refunds_found,
    eventsFound: row.events_found,
    error: row.error,
  };
}
