import type { Operation, Row } from './stock-model.ts';

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
  underWayMax: number;
}

/**
 * A first look before the search: an answer that no order of the others can explain, since what was
 * over before its call counts and what was called after its end does not. It finds most of what is
 * wrong at once and names it; what it lets pass is for the search.
 *
 * @returns in words, the first such answer; null when there is none
 */
export function findImpossible(initial: Row, operations: readonly Operation[]): string | null {
  for (const operation of operations) {
    if (operation.optional || operation.does === 'release' || operation.does === 'consume')
      continue;
    const range = rangeAt(initial, operations, operation);
    const problem = contradiction(operation, range);
    if (problem) return `${operation.says}, but ${problem}`;
  }
  return null;
}

function rangeAt(initial: Row, operations: readonly Operation[], at: Operation): RowRange {
  const onHand = { min: initial.onHand, max: initial.onHand };
  const locked = { min: initial.locked, max: initial.locked };
  const available = { min: initial.onHand - initial.locked, max: initial.onHand - initial.locked };
  let underWayMax = 0;
  for (const other of operations) {
    if (other === at || other.from > at.to) continue;
    const change = changeOf(other);
    const sure = other.to < at.from && !other.optional;
    addTo(onHand, change.onHand, sure);
    addTo(locked, change.locked, sure);
    addTo(available, change.onHand - change.locked, sure);
    if (other.does === 'take' && !sure) underWayMax += other.units;
  }
  return { onHand, locked, available, underWayMax };
}

function addTo(range: Range, change: number, sure: boolean): void {
  if (sure || change < 0) range.min += change;
  if (sure || change > 0) range.max += change;
}

function changeOf(operation: Operation): Row {
  switch (operation.does) {
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

function contradiction(operation: Operation, range: RowRange): string | null {
  const { onHand, locked, available, underWayMax } = range;
  switch (operation.does) {
    case 'take':
      if (available.max >= operation.units) return null;
      return `at most ${available.max} were available all that time`;
    case 'refuse': {
      const told = operation.available;
      if (told >= operation.wanted) return 'that is enough';
      if (told > available.max) return `at most ${available.max} were available all that time`;
      const least = available.min - underWayMax;
      return told < least ? `at least ${least} were available all that time` : null;
    }
    case 'adjust':
    case 'read': {
      const { saw } = operation;
      if (!saw) return null;
      const added = operation.does === 'adjust' ? operation.delta : 0;
      const seen = { onHand: saw.onHand - added, locked: saw.locked };
      const fits =
        isIn(seen.onHand, onHand) &&
        isIn(seen.locked, locked) &&
        isIn(seen.onHand - seen.locked, available);
      if (fits) return null;
      return `on hand can be ${words(shift(onHand, added))} then, locked ${words(locked)} and available ${words(shift(available, added))}`;
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

function words({ min, max }: Range): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
