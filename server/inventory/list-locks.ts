import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import type { LockedSkuFilter, LockFilter } from '../shared/lock-filter.ts';
import { countLocks, findLocks, findLocksOfOrder, type LockRow } from './lock-list-store.ts';
import { findLockedSkus } from './locked-sku-store.ts';
import { findLocations } from './stock-list-store.ts';

export type LockView = ReturnType<typeof viewLock>;

/** A page of stock locks for staff. */
export async function listLocks(deps: Deps, filter: LockFilter) {
  const now = deps.clock.now();
  const { paymentWindowMs, recoveryDelayMs } = deps.rules;
  const lifeMs = paymentWindowMs + recoveryDelayMs;
  const { locks, nextCursor } = await findLocks(deps.db, filter, now, lifeMs);
  return {
    locks: locks.map((lock) => viewLock(lock, now)),
    nextCursor,
    now: now.toISOString(),
  };
}

/** All locks of one order. */
export async function listLocksOfOrder(deps: Deps, orderId: string) {
  const now = deps.clock.now();
  const locks = await findLocksOfOrder(deps.db, orderId);
  return locks.map((lock) => viewLock(lock, now));
}

/** A page of the SKUs with locked stock. */
export async function listLocksBySku(deps: Deps, filter: LockedSkuFilter) {
  const now = deps.clock.now();
  const { skus, nextCursor } = await findLockedSkus(deps.db, filter, now);
  return {
    skus: skus.map((sku) => ({
      ...sku,
      locks: sku.locks ?? 0,
      available: sku.onHand - sku.locked,
      nextRecoverAt: sku.nextRecoverAt?.toISOString() ?? null,
    })),
    nextCursor,
    now: now.toISOString(),
  };
}

/** Totals of active locks, and the locations to filter by. */
export async function summarizeLocks(deps: Deps) {
  const now = deps.clock.now();
  const [counts, locations] = await Promise.all([countLocks(deps.db, now), findLocations(deps.db)]);
  return { ...counts, locations, now: now.toISOString() };
}

function viewLock(row: LockRow, now: Date) {
  return {
    ...row,
    number: orderNumber(row.orderId),
    overdue: row.state === 'active' && row.recoverAt < now,
    lockedAt: row.lockedAt.toISOString(),
    payBy: row.payBy.toISOString(),
    recoverAt: row.recoverAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}
