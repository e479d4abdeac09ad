import type { Operation, StockRow } from './stock-model.ts';

interface Range {
  min: number;
  max: number;
}

/** What the row can have been at some moment of a call, whatever the order of all others. */
interface RowRange {
  onHand: Range;
  locked: Range;
  available: Range;
  /** Units of takes that may not have been in effect yet. */
  pendingTakesMax: number;
}

/**
 * A first look before the search: an answer that no order of the others can explain, since what was
 * over before its call counts and what was called after its end does not. It finds most of what is
 * wrong at once and names it; what it lets pass is for the search.
 *
 * @returns in message, the first such answer; null when there is none
 */
export function findImpossibleResponse(
  initial: StockRow,
  operations: readonly Operation[],
): string | null {
  for (const operation of operations) {
    if (operation.optional || operation.kind === 'release' || operation.kind === 'consume')
      continue;
    const range = rangeAt(initial, operations, operation);
    const problem = explainContradiction(operation, range);
    if (problem) return `${operation.description}, but ${problem}`;
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
      return `at most ${available.max} were available all that time`;
    case 'refuse': {
      const told = operation.available;
      if (told >= operation.wanted) return 'that is enough';
      if (told > available.max) return `at most ${available.max} were available all that time`;
      const least = available.min - pendingTakesMax;
      return told < least ? `at least ${least} were available all that time` : null;
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
