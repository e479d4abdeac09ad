import type { StockRow } from '../../invariants/records.ts';
import type { Operation } from './stock-model.ts';

interface Range {
  min: number;
  max: number;
}

/** What the row can be at some moment of a call, in any order of the other operations. */
interface RowRange {
  onHand: Range;
  locked: Range;
  available: Range;
  /** Units of takes that may not have taken effect yet. */
  pendingTakesMax: number;
}

/**
 * A cheap check before the search: finds a response that no order can explain, since operations that
 * returned before its call count and those called after its return do not. Most violations are found
 * here and get a short reason.
 *
 * @returns the first such operation; null when there is none
 */
export function findImpossibleResponse(
  initial: StockRow,
  operations: readonly Operation[],
): { operation: Operation; reason: string } | null {
  for (const operation of operations) {
    if (operation.optional || operation.kind === 'release' || operation.kind === 'consume')
      continue;
    const range = rangeAt(initial, operations, operation);
    const problem = explainContradiction(operation, range);
    if (problem) return { operation, reason: `${operation.description}, but ${problem}` };
  }
  return null;
}

function rangeAt(initial: StockRow, operations: readonly Operation[], at: Operation): RowRange {
  const onHand = { min: initial.onHand, max: initial.onHand };
  const locked = { min: initial.locked, max: initial.locked };
  const available = { min: initial.onHand - initial.locked, max: initial.onHand - initial.locked };
  let pendingTakesMax = 0;
  for (const other of operations) {
    if (other === at || other.calledAt > at.returnedAt) continue;
    const change = changeOf(other);
    const sure = other.returnedAt < at.calledAt && !other.optional;
    widen(onHand, change.onHand, sure);
    widen(locked, change.locked, sure);
    widen(available, change.onHand - change.locked, sure);
    if (other.kind === 'take' && !sure) pendingTakesMax += other.units;
  }
  return { onHand, locked, available, pendingTakesMax };
}

function widen(range: Range, change: number, sure: boolean): void {
  if (sure || change < 0) range.min += change;
  if (sure || change > 0) range.max += change;
}

function changeOf(operation: Operation): StockRow {
  switch (operation.kind) {
    case 'take':
      return { onHand: 0, locked: operation.units };
    case 'release':
      return { onHand: 0, locked: -operation.units };
    case 'consume':
      return { onHand: -operation.units, locked: -operation.units };
    case 'adjust':
      return { onHand: operation.delta, locked: 0 };
    case 'read':
    case 'refuse':
      return { onHand: 0, locked: 0 };
  }
}

function explainContradiction(operation: Operation, range: RowRange): string | null {
  const { onHand, locked, available, pendingTakesMax } = range;
  switch (operation.kind) {
    case 'take':
      if (available.max >= operation.units) return null;
      return `at most ${available.max} were available`;
    case 'refuse': {
      const reported = operation.available;
      if (reported >= operation.wanted) return 'that is enough';
      if (reported > available.max) return `at most ${available.max} were available`;
      const least = available.min - pendingTakesMax;
      return reported < least ? `at least ${least} were available` : null;
    }
    case 'adjust':
    case 'read': {
      const { observed } = operation;
      if (!observed) return null;
      const added = operation.kind === 'adjust' ? operation.delta : 0;
      const seen = { onHand: observed.onHand - added, locked: observed.locked };
      const fits =
        isIn(seen.onHand, onHand) &&
        isIn(seen.locked, locked) &&
        isIn(seen.onHand - seen.locked, available);
      if (fits) return null;
      return `on hand can be ${formatRange(shift(onHand, added))} then, locked ${formatRange(locked)} and available ${formatRange(shift(available, added))}`;
    }
    case 'release':
    case 'consume':
      return null;
  }
}

function isIn(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}

function shift({ min, max }: Range, by: number): Range {
  return { min: min + by, max: max + by };
}

function formatRange({ min, max }: Range): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
