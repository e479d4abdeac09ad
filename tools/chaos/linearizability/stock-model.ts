import type { StockRow } from '../../invariants/records.ts';

/** The effect of one call on the row, at one moment between call and return (ms). */
export type Operation = {
  calledAt: number;
  /** Infinity when there was no response. */
  returnedAt: number;
  /** Unknown whether it took effect; any other operation did, once. */
  optional?: boolean;
  /** Must have come before: a lock is taken before it is settled. */
  dependsOn?: Operation;
  /** In message, for a person who reads of a contradiction. */
  description: string;
} & (
  | { kind: 'take'; units: number }
  | { kind: 'release'; units: number }
  | { kind: 'consume'; units: number }
  | { kind: 'adjust'; delta: number; observed: StockRow | null }
  | { kind: 'read'; observed: StockRow }
  /** An order of `wanted` units was refused because `available` were left. */
  | { kind: 'refuse'; wanted: number; available: number }
);

/**
 * The sequential model: the row after the operation, or null when its response is impossible then.
 *
 * A refusal reports a committed read within its call, minus units of orders that were decided earlier in
 * the same batch. So it may report anything from `available` down to `available - pendingUnits`.
 *
 * @param pendingUnits of takes not in effect yet that were called before the refusal returned
 */
export function applyOperation(
  row: StockRow,
  operation: Operation,
  pendingUnits: number,
): StockRow | null {
  const available = row.onHand - row.locked;
  switch (operation.kind) {
    case 'take':
      return available < operation.units ? null : { ...row, locked: row.locked + operation.units };
    case 'release':
      return { ...row, locked: row.locked - operation.units };
    case 'consume':
      return { onHand: row.onHand - operation.units, locked: row.locked - operation.units };
    case 'adjust': {
      const after = { ...row, onHand: row.onHand + operation.delta };
      if (after.onHand < after.locked) return null;
      return operation.observed && !isEqual(after, operation.observed) ? null : after;
    }
    case 'read':
      return isEqual(row, operation.observed) ? row : null;
    case 'refuse': {
      const { wanted, available: reported } = operation;
      return reported < wanted && reported <= available && available - pendingUnits <= reported
        ? row
        : null;
    }
  }
}

function isEqual(a: StockRow, b: StockRow): boolean {
  return a.onHand === b.onHand && a.locked === b.locked;
}
