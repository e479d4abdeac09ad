import { findImpossible } from './bounds.ts';
import { OpenOperations } from './open-operations.ts';
import { apply, type Operation, type Row } from './stock-model.ts';

export type Verdict =
  | { holds: true; tried: number }
  /** No order of the operations explains what was told; `reason` tells where the longest attempt ended. */
  | { holds: false; tried: number; reason: string }
  | { holds: 'undecided'; tried: number };

/** How often the clock is read. */
const STEPS_PER_LOOK = 1024;

/**
 * Whether one stock row is linearizable: whether its operations can be put in one order, each at a
 * moment between its call and its answer, in which the sequential model gives every answer told.
 *
 * The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", J. Parallel and
 * Distributed Computing 17, 1993), with the memory of sets already tried that Lowe added ("Testing for
 * Linearizability", Concurrency and Computation 29(4), 2017), as Knossos and Porcupine do. Histories
 * are partitioned by SKU before, which loses nothing (Herlihy and Wing's locality; Horn and Kröning,
 * "Faster Linearizability Checking via P-Compositionality", FORTE 2015).
 *
 * Three things keep it short and miss nothing, since an order that works can be changed to follow them:
 * an operation that only reads, and reads what is there, is placed at once; of operations that do the
 * same, the one that was answered first goes first; and a take or a settling waits until its time ends,
 * or until another operation cannot be explained without it.
 *
 * @param initial the row before the first operation
 * @param limitMs after which it is left undecided
 */
export function checkHistory(
  initial: Row,
  operations: readonly Operation[],
  limitMs: number,
): Verdict {
  const reason = findImpossible(initial, operations);
  if (reason !== null) return { holds: false, tried: 0, reason };
  return new Search(initial, operations).run(limitMs);
}

interface Step {
  /** What was placed to come here: the operation chosen, and all reads after it. */
  placed: number[];
  row: Row;
  choices: number[];
  next: number;
}

class Search {
  readonly #initial: Row;
  readonly #operations: readonly Operation[];
  readonly #open: OpenOperations;
  readonly #seen = new Set<string>();
  #furthest = -1;
  #reason = '';

  constructor(initial: Row, operations: readonly Operation[]) {
    this.#initial = initial;
    this.#operations = operations;
    this.#open = new OpenOperations(operations);
  }

  run(limitMs: number): Verdict {
    const startedAt = performance.now();
    const path = [this.#enter([], this.#initial)];
    for (let tried = 1; ; tried++) {
      if (this.#open.isDone) return { holds: true, tried };
      if (tried % STEPS_PER_LOOK === 0 && performance.now() - startedAt > limitMs) {
        return { holds: 'undecided', tried };
      }
      const step = path.at(-1);
      if (!step) return { holds: false, tried, reason: this.#reason };
      const choice = step.choices[step.next++];
      if (choice === undefined) {
        this.#leave(step);
        path.pop();
        continue;
      }
      const row = this.#apply(step.row, choice);
      if (!row) continue;
      this.#open.place(choice);
      const entered = this.#enter([choice], row);
      const set = this.#open.placedSet();
      if (this.#seen.has(set)) {
        this.#leave(entered);
      } else {
        // The row needs no remembering: it follows from what was placed.
        this.#seen.add(set);
        path.push(entered);
      }
    }
  }

  /** Places the reads that fit, then lists what could come next. */
  #enter(placed: number[], row: Row): Step {
    let candidates = this.#open.candidates();
    for (;;) {
      const fit = candidates.find((index) => this.#isReadThatFits(row, index));
      if (fit === undefined) break;
      this.#open.place(fit);
      placed.push(fit);
      candidates = this.#open.candidates();
    }
    this.#note(row, candidates);
    const first = candidates.find((index) => !this.#operations[index]!.optional);
    const useful = candidates.filter(
      (index, at) => at === 0 || index === first || this.#isWorthTrying(row, index, candidates),
    );
    return { placed, row, choices: this.#withoutEquals(useful), next: 0 };
  }

  #leave(step: Step): void {
    for (const index of step.placed.toReversed()) this.#open.takeBack(index);
  }

  #isReadThatFits(row: Row, index: number): boolean {
    const { does } = this.#operations[index]!;
    return (does === 'read' || does === 'refuse') && this.#apply(row, index) !== null;
  }

  #apply(row: Row, index: number): Row | null {
    const operation = this.#operations[index]!;
    return apply(row, operation, operation.does === 'refuse' ? this.#underWay(operation) : 0);
  }

  #underWay(refusal: Operation): number {
    let units = 0;
    for (const index of this.#open.calledBy(refusal.to)) {
      const operation = this.#operations[index]!;
      if (operation.does === 'take') units += operation.units;
    }
    return units;
  }

  /**
   * Whether an operation other than the first may be needed before it: one whose moment is told, a take
   * that may be settled before, or one that makes another fit. The rest can wait: after any of these
   * they fit as well as before it, once the releases among them are put first.
   */
  #isWorthTrying(row: Row, index: number, candidates: readonly number[]): boolean {
    const operation = this.#operations[index]!;
    if (!isUntold(operation)) return true;
    const soonest = this.#open.firstAnswer;
    const settledSoon = this.#open
      .dependentsOf(index)
      .some((settling) => this.#operations[settling]!.from <= soonest);
    if (settledSoon) return true;
    return candidates.some(
      (other) => helps(operation, row, this.#operations[other]!) && !this.#apply(row, other),
    );
  }

  #withoutEquals(candidates: readonly number[]): number[] {
    const kept: number[] = [];
    for (const index of candidates) {
      if (!kept.some((earlier) => this.#goesFirst(earlier, index))) kept.push(index);
    }
    return kept;
  }

  /**
   * Whether `earlier`, whose answer came first, can stand for `later` as the next one: an order that
   * begins with `later` works as well with the two exchanged. What depends on `later` must not come
   * before `earlier` must, or be exchanged, too.
   */
  #goesFirst(earlier: number, later: number): boolean {
    const first = this.#operations[earlier]!;
    if (effectOf(first) !== effectOf(this.#operations[later]!)) return false;
    const [ofFirst, ofSecond] = [earlier, later].map((index) =>
      this.#open.dependentsOf(index).map((dependent) => this.#operations[dependent]!),
    );
    if (ofSecond!.every((dependent) => dependent.from > first.to)) return true;
    const [a, b] = [ofFirst![0], ofSecond![0]];
    if (ofFirst!.length !== 1 || ofSecond!.length !== 1 || !a || !b) return false;
    return effectOf(a) === effectOf(b) && a.from <= b.from && a.to <= b.to;
  }

  #note(row: Row, candidates: readonly number[]): void {
    const { placedCount } = this.#open;
    if (placedCount <= this.#furthest) return;
    this.#furthest = placedCount;
    const next = candidates[0] === undefined ? 'nothing' : this.#operations[candidates[0]]!.says;
    this.#reason =
      `no order of its ${this.#operations.length} operations explains what was told; the longest ` +
      `attempt places ${placedCount} of them, has ${row.onHand} on hand and ${row.locked} locked ` +
      `then, and cannot go on to: ${next}`;
  }
}

/** What nobody but its caller learns of, and its caller only that it was done. */
type Untold = Extract<Operation, { does: 'take' | 'release' | 'consume' }>;

function isUntold(operation: Operation): operation is Untold {
  return ['take', 'release', 'consume'].includes(operation.does);
}

/** Whether an operation may be among those that make `other`, which does not fit the row, fit. */
function helps(operation: Untold, row: Row, other: Operation): boolean {
  switch (other.does) {
    case 'release':
    case 'consume':
      return false;
    case 'take':
      return operation.does === 'release';
    case 'refuse':
      return operation.does === 'release' && row.onHand - row.locked < other.available;
    case 'adjust':
    case 'read': {
      if (!other.saw) return operation.does === 'release';
      const added = other.does === 'adjust' ? other.delta : 0;
      return (
        operation.does !== 'consume' || operation.units <= row.onHand + added - other.saw.onHand
      );
    }
  }
}

/** Operations with the same text change the row alike, and tell the same. */
function effectOf(operation: Operation): string {
  const { from: _from, to: _to, after: _after, says: _says, ...effect } = operation;
  return JSON.stringify(effect);
}
