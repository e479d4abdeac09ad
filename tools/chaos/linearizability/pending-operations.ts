import type { Operation } from './stock-model.ts';

const END = -1;

/**
 * Operations not placed yet, ordered by call and by return in linked lists, so that one is removed and
 * restored in constant time (Lowe). The last one removed must be restored first.
 */
export class PendingOperations {
  readonly operations: readonly Operation[];
  readonly #byCall: LinkedOrder;
  readonly #byReturn: LinkedOrder;
  readonly #isLinearized: boolean[];
  readonly #predecessor: (number | null)[];
  readonly #dependents: number[][];
  #linearizedCount = 0;
  #mandatoryLeft: number;

  constructor(operations: readonly Operation[]) {
    this.operations = operations;
    const indices = operations.map((_, index) => index);
    const by = (time: 'calledAt' | 'returnedAt') =>
      new LinkedOrder(
        indices.toSorted((a, b) => operations[a]![time] - operations[b]![time] || a - b),
      );
    this.#byCall = by('calledAt');
    this.#byReturn = by('returnedAt');
    this.#isLinearized = indices.map(() => false);
    const indexOf = new Map(operations.map((operation, index) => [operation, index]));
    this.#predecessor = operations.map(({ dependsOn }) =>
      dependsOn ? indexOf.get(dependsOn)! : null,
    );
    this.#dependents = indices.map(() => []);
    this.#predecessor.forEach((before, index) => {
      if (before !== null) this.#dependents[before]!.push(index);
    });
    this.#mandatoryLeft = operations.filter((operation) => !operation.optional).length;
  }

  get linearizedCount(): number {
    return this.#linearizedCount;
  }

  get isDone(): boolean {
    return this.#mandatoryLeft === 0;
  }

  /** The earliest return of a pending operation. */
  get firstReturn(): number {
    const { first } = this.#byReturn;
    return first === END ? Infinity : this.operations[first]!.returnedAt;
  }

  dependentsOf(index: number): readonly number[] {
    return this.#dependents[index]!;
  }

  /** Operations that may come next: called before the earliest pending return, in order of return. */
  candidates(): number[] {
    const found: number[] = [];
    for (const index of this.calledBy(this.firstReturn)) {
      const before = this.#predecessor[index]!;
      if (before === null || this.#isLinearized[before]) found.push(index);
    }
    return found.sort((a, b) => this.operations[a]!.returnedAt - this.operations[b]!.returnedAt);
  }

  /** Operations called at or before this time. */
  *calledBy(time: number): Generator<number> {
    for (let index = this.#byCall.first; index !== END; index = this.#byCall.after(index)) {
      if (this.operations[index]!.calledAt > time) return;
      yield index;
    }
  }

  linearize(index: number): void {
    this.#isLinearized[index] = true;
    this.#byCall.remove(index);
    this.#byReturn.remove(index);
    this.#linearizedCount++;
    if (!this.operations[index]!.optional) this.#mandatoryLeft--;
  }

  undo(index: number): void {
    this.#isLinearized[index] = false;
    this.#byReturn.restore(index);
    this.#byCall.restore(index);
    this.#linearizedCount--;
    if (!this.operations[index]!.optional) this.#mandatoryLeft++;
  }

  /** Identifies the set of placed operations: those before the first pending one by return, and those after it. */
  linearizedSetKey(): string {
    const { order, first } = this.#byReturn;
    const prefix = first === END ? order.length : this.#byReturn.positionOf(first);
    const beyond: number[] = [];
    for (let at = prefix; beyond.length < this.#linearizedCount - prefix; at++) {
      if (this.#isLinearized[order[at]!]) beyond.push(at - prefix);
    }
    return `${prefix}:${beyond.join(',')}`;
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

  remove(index: number): void {
    this.#join(this.#previous[index]!, this.#next[index]!);
  }

  restore(index: number): void {
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
