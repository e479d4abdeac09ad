/** One stock row, all locations together: `available = onHand − locked`. */
export interface StockRow {
  onHand: number;
  locked: number;
}

/**
 * What one call, seen from outside, did to the row or read from it, at one moment between `from` and
 * `to` (ms).
 */
export type Operation = {
  calledAt: number;
  /** Infinity: nobody knows when at the latest. */
  returnedAt: number;
  /** Nobody knows whether it took effect at all; any other did, once. */
  optional?: boolean;
  /** The operation that must have come before: a lock is taken before it is settled. */
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
 * The sequential model: what the row is after the operation, or null when the operation cannot have
 * happened then, with what its caller was told.
 *
 * A refusal tells what was left on a committed read within its call, less what went to orders that
 * were decided in the same group before it and commit with it. So it may name anything from what was
 * available down to that less `underWay`.
 *
 * @param underWay units of the takes not yet in effect that were called before the refusal's answer
 */
export function applyOperation(
  row: StockRow,
  operation: Operation,
  underWay: number,
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
      const { wanted, available: told } = operation;
      return told < wanted && told <= available && available - underWay <= told ? row : null;
    }
  }
}

function isEqual(a: StockRow, b: StockRow): boolean {
  return a.onHand === b.onHand && a.locked === b.locked;
}
