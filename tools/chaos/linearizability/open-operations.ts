import type { Operation } from './stock-model.ts';

const END = -1;

/**
 * The operations that are not placed yet, by call and by answer, each in a linked list from which one
 * is lifted out and put back in constant time, as in Lowe's search. What was lifted out last must be
 * put back first.
 */
export class OpenOperations {
  readonly operations: readonly Operation[];
  readonly #byCall: LinkedOrder;
  readonly #byAnswer: LinkedOrder;
  readonly #isPlaced: boolean[];
  readonly #predecessor: (number | null)[];
  readonly #dependents: number[][];
  #placedCount = 0;
  #mandatoryLeft: number;

  constructor(operations: readonly Operation[]) {
    this.operations = operations;
    const indices = operations.map((_, index) => index);
    const by = (time: 'from' | 'to') =>
      new LinkedOrder(
        indices.toSorted((a, b) => operations[a]![time] - operations[b]![time] || a - b),
      );
    this.#byCall = by('from');
    this.#byAnswer = by('to');
    this.#isPlaced = indices.map(() => false);
    const indexOf = new Map(operations.map((operation, index) => [operation, index]));
    this.#predecessor = operations.map(({ after }) => (after ? indexOf.get(after)! : null));
    this.#dependents = indices.map(() => []);
    this.#predecessor.forEach((before, index) => {
      if (before !== null) this.#dependents[before]!.push(index);
    });
    this.#mandatoryLeft = operations.filter((operation) => !operation.optional).length;
  }

  get placedCount(): number {
    return this.#placedCount;
  }

  get isDone(): boolean {
    return this.#mandatoryLeft === 0;
  }

  /** When the next answer that is still to be explained was given. */
  get firstAnswer(): number {
    const { first } = this.#byAnswer;
    return first === END ? Infinity : this.operations[first]!.to;
  }

  dependentsOf(index: number): readonly number[] {
    return this.#dependents[index]!;
  }

  /** What may come next: called before the first answer still to be explained; soonest answer first. */
  candidates(): number[] {
    const found: number[] = [];
    for (const index of this.calledBy(this.firstAnswer)) {
      const before = this.#predecessor[index]!;
      if (before === null || this.#isPlaced[before]) found.push(index);
    }
    return found.sort((a, b) => this.operations[a]!.to - this.operations[b]!.to);
  }

  /** Those called at this time or before. */
  *calledBy(time: number): Generator<number> {
    for (let index = this.#byCall.first; index !== END; index = this.#byCall.after(index)) {
      if (this.operations[index]!.from > time) return;
      yield index;
    }
  }

  place(index: number): void {
    this.#isPlaced[index] = true;
    this.#byCall.lift(index);
    this.#byAnswer.lift(index);
    this.#placedCount++;
    if (!this.operations[index]!.optional) this.#mandatoryLeft--;
  }

  takeBack(index: number): void {
    this.#isPlaced[index] = false;
    this.#byAnswer.putBack(index);
    this.#byCall.putBack(index);
    this.#placedCount--;
    if (!this.operations[index]!.optional) this.#mandatoryLeft++;
  }

  /** Names the set of placed operations: all up to the first open one by answer, and those beyond it. */
  placedSet(): string {
    const { order, first } = this.#byAnswer;
    const run = first === END ? order.length : this.#byAnswer.positionOf(first);
    const beyond: number[] = [];
    for (let at = run; beyond.length < this.#placedCount - run; at++) {
      if (this.#isPlaced[order[at]!]) beyond.push(at - run);
    }
    return `${run}:${beyond.join(',')}`;
  }
}

class LinkedOrder {
  readonly order: readonly number[];
  readonly #positions: number[] = [];
  readonly #next: number[] = [];
  readonly #previous: number[] = [];
  #first: number;

  constructor(order: readonly number[]) {
    this.order = order;
    this.#first = order[0] ?? END;
    order.forEach((index, position) => {
      this.#positions[index] = position;
      this.#next[index] = order[position + 1] ?? END;
      this.#previous[index] = order[position - 1] ?? END;
    });
  }

  get first(): number {
    return this.#first;
  }

  after(index: number): number {
    return this.#next[index]!;
  }

  positionOf(index: number): number {
    return this.#positions[index]!;
  }

  lift(index: number): void {
    this.#join(this.#previous[index]!, this.#next[index]!);
  }

  putBack(index: number): void {
    const previous = this.#previous[index]!;
    const next = this.#next[index]!;
    if (previous === END) this.#first = index;
    else this.#next[previous] = index;
    if (next !== END) this.#previous[next] = index;
  }

  #join(previous: number, next: number): void {
    if (previous === END) this.#first = next;
    else this.#next[previous] = next;
    if (next !== END) this.#previous[next] = previous;
  }
}
