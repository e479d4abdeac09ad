/** Units of one SKU at one location; `0 ≤ locked ≤ onHand` always. */
export interface Stock {
  skuId: string;
  locationId: string;
  onHand: number;
  locked: number;
}

export type LockState = 'active' | 'consumed' | 'released';

/** Units of one order, until the lock is settled, once. */
export interface StockLock {
  orderId: string;
  skuId: string;
  locationId: string;
  quantity: number;
  recoverAt: Date;
}

/** How settled locks change one stock row. */
export interface StockChange {
  skuId: string;
  locationId: string;
  onHand: number;
  locked: number;
}

/**
 * Allocates units of one SKU: from the first location that has them all, else split in the given
 * order.
 * @returns the units per row, or null when there are too few; nothing is changed
 */
export function allocate(
  rows: readonly Stock[],
  quantity: number,
): { row: Stock; quantity: number }[] | null {
  const whole = rows.find((row) => available(row) >= quantity);
  if (whole) return [{ row: whole, quantity }];
  const taken = [];
  let missing = quantity;
  for (const row of rows) {
    const part = Math.min(available(row), missing);
    if (part <= 0) continue;
    taken.push({ row, quantity: part });
    missing -= part;
    if (missing === 0) return taken;
  }
  return null;
}

export function available(row: Pick<Stock, 'onHand' | 'locked'>): number {
  return row.onHand - row.locked;
}

/**
 * Adds up what settling these locks does to each stock row: consuming lowers on hand and locked,
 * releasing lowers locked.
 * @returns one change per stock row, ascending by (sku, location), the order in which rows are locked
 */
export function toStockChanges(
  settled: readonly { skuId: string; locationId: string; quantity: number; state: LockState }[],
): StockChange[] {
  const changes = new Map<string, StockChange>();
  for (const lock of settled) {
    const key = lock.skuId + lock.locationId;
    let change = changes.get(key);
    if (!change) {
      change = { skuId: lock.skuId, locationId: lock.locationId, onHand: 0, locked: 0 };
      changes.set(key, change);
    }
    change.locked -= lock.quantity;
    if (lock.state === 'consumed') change.onHand -= lock.quantity;
  }
  return [...changes.values()].sort(compareStockRows);
}

/** The one order in which stock rows are locked. */
export function compareStockRows(
  a: { skuId: string; locationId: string },
  b: { skuId: string; locationId: string },
): number {
  if (a.skuId !== b.skuId) return a.skuId < b.skuId ? -1 : 1;
  if (a.locationId !== b.locationId) return a.locationId < b.locationId ? -1 : 1;
  return 0;
}
