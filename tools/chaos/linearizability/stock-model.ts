/** One stock row, all locations together: `available = onHand − locked`. */
export interface Row {
  onHand: number;
  locked: number;
}

/**
 * What one call, seen from outside, did to the row or read from it, at one moment between `from` and
 * `to` (ms).
 */
export type Operation = {
  from: number;
  /** Infinity: nobody knows when at the latest. */
  to: number;
  /** Nobody knows whether it took effect at all; any other did, once. */
  optional?: boolean;
  /** The operation that must have come before: a lock is taken before it is settled. */
  after?: Operation;
  /** In words, for a person who reads of a contradiction. */
  says: string;
} & (
  | { does: 'take'; units: number }
  | { does: 'release'; units: number }
  | { does: 'consume'; units: number }
  | { does: 'adjust'; delta: number; saw: Row | null }
  | { does: 'read'; saw: Row }
  /** An order of `wanted` units was refused because `available` were left. */
  | { does: 'refuse'; wanted: number; available: number }
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
export function apply(row: Row, operation: Operation, underWay: number): Row | null {
  const available = row.onHand - row.locked;
  switch (operation.does) {
    case 'take':
      return available < operation.units ? null : { ...row, locked: row.locked + operation.units };
    case 'release':
      return { ...row, locked: row.locked - operation.units };
    case 'consume':
      return { onHand: row.onHand - operation.units, locked: row.locked - operation.units };
    case 'adjust': {
      const after = { ...row, onHand: row.onHand + operation.delta };
      if (after.onHand < after.locked) return null;
      return operation.saw && !isSame(after, operation.saw) ? null : after;
    }
    case 'read':
      return isSame(row, operation.saw) ? row : null;
    case 'refuse': {
      const { wanted, available: told } = operation;
      return told < wanted && told <= available && available - underWay <= told ? row : null;
    }
  }
}

function isSame(a: Row, b: Row): boolean {
  return a.onHand === b.onHand && a.locked === b.locked;
}
