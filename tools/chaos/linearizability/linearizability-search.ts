import { findImpossibleResponse } from './bounds.ts';
import { PendingOperations } from './pending-operations.ts';
import type { StockRow } from '../../invariants/records.ts';
import { applyOperation, type Operation } from './stock-model.ts';

export type Verdict =
  | { linearizable: true; steps: number }
  /** No order explains the responses; `reason` says where the longest attempt ended. */
  | { linearizable: false; steps: number; reason: string; isOversold: boolean }
  | { linearizable: 'undecided'; steps: number };

/** How often the clock is read. */
const STEPS_PER_TIME_CHECK = 1024;

/**
 * Whether one stock row is linearizable: whether its operations have an order, each at a moment between
 * call and return, in which the sequential model gives every observed response.
 *
 * The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", J. Parallel and
 * Distributed Computing 17, 1993), with the memory of sets already tried that Lowe added ("Testing for
 * Linearizability", Concurrency and Computation 29(4), 2017), as Knossos and Porcupine do. Histories
 * are partitioned by SKU before, which loses nothing (Herlihy and Wing's locality; Horn and Kröning,
 * "Faster Linearizability Checking via P-Compositionality", FORTE 2015).
 *
 * Three rules shorten the search without missing a valid order: an operation that only reads, and fits,
 * is placed at once; of operations with the same effect, the one that returned first goes first; a take,
 * release or consume waits until its time ends or another operation needs it.
 *
 * @param initial the row before the first operation
 * @param limitMs time limit, after which the verdict is undecided
 */
export function checkLinearizability(
  initial: StockRow,
  operations: readonly Operation[],
  limitMs: number,
): Verdict {
  const impossible = findImpossibleResponse(initial, operations);
  if (impossible) {
    const { reason, operation } = impossible;
    return { linearizable: false, steps: 0, reason, isOversold: operation.kind === 'take' };
  }
  return new LinearizabilitySearch(initial, operations).run(limitMs);
}

interface SearchStep {
  /** What was placed in this step: the chosen operation and all reads after it. */
  linearized: number[];
  row: StockRow;
  choices: number[];
  nextChoice: number;
}

class LinearizabilitySearch {
  readonly #initial: StockRow;
  readonly #operations: readonly Operation[];
  readonly #pending: PendingOperations;
  readonly #visitedSets = new Set<string>();
  #longestPrefix = -1;
  #reason = '';
  #isOversold = false;

  constructor(initial: StockRow, operations: readonly Operation[]) {
    this.#initial = initial;
    this.#operations = operations;
    this.#pending = new PendingOperations(operations);
  }

  run(limitMs: number): Verdict {
    const startedAt = performance.now();
    const path = [this.#enter([], this.#initial)];
    for (let tried = 1; ; tried++) {
      if (this.#pending.isDone) return { linearizable: true, steps: tried };
      if (tried % STEPS_PER_TIME_CHECK === 0 && performance.now() - startedAt > limitMs) {
        return { linearizable: 'undecided', steps: tried };
      }
      const step = path.at(-1);
      if (!step) {
        const isOversold = this.#isOversold;
        return { linearizable: false, steps: tried, reason: this.#reason, isOversold };
      }
      const choice = step.choices[step.nextChoice++];
      if (choice === undefined) {
        this.#leave(step);
        path.pop();
        continue;
      }
      const row = this.#apply(step.row, choice);
      if (!row) continue;
      this.#pending.linearize(choice);
      const entered = this.#enter([choice], row);
      const set = this.#pending.linearizedSetKey();
      if (this.#visitedSets.has(set)) {
        this.#leave(entered);
      } else {
        // The row follows from the set of placed operations.
        this.#visitedSets.add(set);
        path.push(entered);
      }
    }
  }

  /** Places the reads that fit, then lists the candidates. */
  #enter(placed: number[], row: StockRow): SearchStep {
    let candidates = this.#pending.candidates();
    for (;;) {
      const fit = candidates.find((index) => this.#isReadThatFits(row, index));
      if (fit === undefined) break;
      this.#pending.linearize(fit);
      placed.push(fit);
      candidates = this.#pending.candidates();
    }
    this.#recordLongestPrefix(row, candidates);
    const first = candidates.find((index) => !this.#operations[index]!.optional);
    const useful = candidates.filter(
      (index, at) => at === 0 || index === first || this.#isWorthTrying(row, index, candidates),
    );
    return { linearized: placed, row, choices: this.#withoutDominated(useful), nextChoice: 0 };
  }

  #leave(step: SearchStep): void {
    for (const index of step.linearized.toReversed()) this.#pending.undo(index);
  }

  #isReadThatFits(row: StockRow, index: number): boolean {
    const { kind } = this.#operations[index]!;
    return (kind === 'read' || kind === 'refuse') && this.#apply(row, index) !== null;
  }

  #apply(row: StockRow, index: number): StockRow | null {
    const operation = this.#operations[index]!;
    return applyOperation(
      row,
      operation,
      operation.kind === 'refuse' ? this.#pendingTakeUnits(operation) : 0,
    );
  }

  #pendingTakeUnits(refusal: Operation): number {
    let units = 0;
    for (const index of this.#pending.calledBy(refusal.returnedAt)) {
      const operation = this.#operations[index]!;
      if (operation.kind === 'take') units += operation.units;
    }
    return units;
  }

  /**
   * Whether an operation other than the first may be needed before it: one with an observed row, a take
   * that may be settled before, or one that makes another candidate fit. The others can wait: they fit
   * after any of these as well.
   */
  #isWorthTrying(row: StockRow, index: number, candidates: readonly number[]): boolean {
    const operation = this.#operations[index]!;
    if (!isUnobserved(operation)) return true;
    const soonest = this.#pending.firstReturn;
    const settledSoon = this.#pending
      .dependentsOf(index)
      .some((settling) => this.#operations[settling]!.calledAt <= soonest);
    if (settledSoon) return true;
    return candidates.some(
      (other) => canEnable(operation, row, this.#operations[other]!) && !this.#apply(row, other),
    );
  }

  #withoutDominated(candidates: readonly number[]): number[] {
    const kept: number[] = [];
    for (const index of candidates) {
      if (!kept.some((earlier) => this.#dominates(earlier, index))) kept.push(index);
    }
    return kept;
  }

  /**
   * Whether `earlier`, which returned first, can replace `later` as the next one: every order that begins
   * with `later` works with the two exchanged, unless something depends on `later` only.
   */
  #dominates(earlier: number, later: number): boolean {
    const first = this.#operations[earlier]!;
    if (effectKey(first) !== effectKey(this.#operations[later]!)) return false;
    const [ofFirst, ofSecond] = [earlier, later].map((index) =>
      this.#pending.dependentsOf(index).map((dependent) => this.#operations[dependent]!),
    );
    if (ofSecond!.every((dependent) => dependent.calledAt > first.returnedAt)) return true;
    const [a, b] = [ofFirst![0], ofSecond![0]];
    if (ofFirst!.length !== 1 || ofSecond!.length !== 1 || !a || !b) return false;
    return (
      effectKey(a) === effectKey(b) && a.calledAt <= b.calledAt && a.returnedAt <= b.returnedAt
    );
  }

  #recordLongestPrefix(row: StockRow, candidates: readonly number[]): void {
    const { linearizedCount: placedCount } = this.#pending;
    if (placedCount <= this.#longestPrefix) return;
    this.#longestPrefix = placedCount;
    this.#isOversold =
      candidates[0] !== undefined && this.#operations[candidates[0]]!.kind === 'take';
    const next =
      candidates[0] === undefined ? 'nothing' : this.#operations[candidates[0]]!.description;
    this.#reason =
      `no order of its ${this.#operations.length} operations explains the responses; the longest ` +
      `attempt places ${placedCount} of them, has ${row.onHand} on hand and ${row.locked} locked ` +
      `then, and cannot go on to: ${next}`;
  }
}

/** Operations whose response says only that they were done. */
type UnobservedOperation = Extract<Operation, { kind: 'take' | 'release' | 'consume' }>;

function isUnobserved(operation: Operation): operation is UnobservedOperation {
  return ['take', 'release', 'consume'].includes(operation.kind);
}

/** Whether an operation may be among those that make `other`, which does not fit the row, fit. */
function canEnable(operation: UnobservedOperation, row: StockRow, other: Operation): boolean {
  switch (other.kind) {
    case 'release':
    case 'consume':
      return false;
    case 'take':
      return operation.kind === 'release';
    case 'refuse':
      return operation.kind === 'release' && row.onHand - row.locked < other.available;
    case 'adjust':
    case 'read': {
      if (!other.observed) return operation.kind === 'release';
      const added = other.kind === 'adjust' ? other.delta : 0;
      return (
        operation.kind !== 'consume' ||
        operation.units <= row.onHand + added - other.observed.onHand
      );
    }
  }
}

/** Operations with the same key have the same effect and response. */
function effectKey(operation: Operation): string {
  const {
    calledAt: _from,
    returnedAt: _to,
    dependsOn: _after,
    description: _says,
    ...effect
  } = operation;
  return JSON.stringify(effect);
}
