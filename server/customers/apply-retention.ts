import { rollQueueStats } from '#db/queue-stats.ts';
import { inTransaction } from '#db/transaction.ts';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { minIdAt } from '../platform/ids.ts';
import { eraseOrders, lockOldOrders } from './customer-data-store.ts';
import {
  clearEventBodies,
  deleteEndedSessions,
  findLastRetentionRun,
  findOldestUnappliedEvent,
  insertRetentionRun,
} from './retention-store.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Rows per transaction, and transactions per run: what is left is removed by the next run. */
const BATCH_SIZE = 500;
const BATCHES_MAX = 400;

/**
 * Removes what is not kept any longer: customers' data of orders that ended long ago, the bodies of
 * applied events, ended sessions of staff. Runs daily and may run at any time.
 */
export async function applyRetention(deps: Deps): Promise<{ orders: number; events: number }> {
  const { db, clock, newId } = deps;
  const [startedAt, last] = [clock.now(), await findLastRetentionRun(db)];
  await rollQueueStats(db);
  await deleteEndedSessions(db, startedAt, addMs(startedAt, -DAY_MS));
  const events = await clearOldEvents(deps, last?.eventsUntil ?? null);
  const orders = await eraseOldOrders(deps, last?.ordersUntil ?? null);
  await insertRetentionRun(db, {
    runId: newId(),
    startedAt,
    finishedAt: clock.now(),
    ordersErased: orders.count,
    ordersUntil: orders.until,
    eventsCleared: events.count,
    eventsUntil: events.until,
  });
  return { orders: orders.count, events: events.count };
}

async function clearOldEvents({ db, clock, rules }: Deps, from: Date | null) {
  const before = addMs(clock.now(), -rules.eventRetentionMs);
  let count = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const cleared = await clearEventBodies(db, { from, before, limit: BATCH_SIZE });
    count += cleared;
    if (cleared < BATCH_SIZE) {
      const unapplied = await findOldestUnappliedEvent(db);
      return { count, until: unapplied && unapplied < before ? unapplied : before };
    }
  }
  return { count, until: from };
}

async function eraseOldOrders(deps: Deps, from: string | null) {
  const { customerDataRetentionMs } = deps.rules;
  let [count, until, after] = [0, from, from];
  if (customerDataRetentionMs === null) return { count, until };
  const settledBefore = addMs(deps.clock.now(), -customerDataRetentionMs);
  // An id has the time of the buyer's clock, which may be a day ahead.
  const before = minIdAt(addMs(settledBefore, DAY_MS));
  let hasKept = false;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const orders = await inTransaction(deps.db, async (trx) => {
      const found = await lockOldOrders(trx, { after, before, limit: BATCH_SIZE });
      const marked = found.map((order) => ({
        ...order,
        isErased: !order.isUnsettled && order.settledAt !== null && order.settledAt < settledBefore,
      }));
      const ids = marked.filter(({ isErased }) => isErased).map(({ orderId }) => orderId);
      if (ids.length > 0) await eraseOrders(trx, ids, deps.clock.now());
      return marked;
    });
    for (const { orderId, isErased } of orders) {
      if (isErased) count++;
      else hasKept = true;
      if (!hasKept) until = orderId;
    }
    after = orders.at(-1)?.orderId ?? after;
    if (orders.length < BATCH_SIZE) break;
  }
  return { count, until };
}
