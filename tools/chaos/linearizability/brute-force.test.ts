import { expect, test } from 'vitest';
import { Random } from '../../simulator/random.ts';
import { checkLinearizability } from './linearizability-search.ts';
import type { StockRow } from '../../invariants/records.ts';
import { applyOperation, type Operation } from './stock-model.ts';

/* The search prunes orders. Here every order of short histories is tried; both verdicts must agree. */

const HISTORIES = 4000;
const initial: StockRow = { onHand: 5, locked: 0 };

test('the search and trying every order agree', () => {
  const random = new Random(1, 'histories');
  const verdicts = { true: 0, false: 0 };
  for (let i = 0; i < HISTORIES; i++) {
    const operations = randomHistory(random);
    const expected = someOrderExplains(initial, operations, []);
    const verdict = checkLinearizability(initial, operations, 10_000);
    verdicts[`${expected}`]++;
    if (verdict.linearizable === expected) continue;
    expect.fail(
      `${JSON.stringify(operations, undefined, 1)}\nis ${expected}, verdict ${verdict.linearizable}`,
    );
  }
  // Both verdicts are frequent.
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(HISTORIES / 10);
});

/** The algorithm of Wing and Gong without pruning. */
function someOrderExplains(
  row: StockRow,
  left: readonly Operation[],
  placed: readonly Operation[],
): boolean {
  if (left.every((operation) => operation.optional)) return true;
  const firstAnswer = Math.min(...left.map((operation) => operation.returnedAt));
  return left.some((operation) => {
    if (operation.calledAt > firstAnswer) return false;
    if (operation.dependsOn && !placed.includes(operation.dependsOn)) return false;
    const rest = left.filter((other) => other !== operation);
    const takes = rest.filter(
      (other) => other.kind === 'take' && other.calledAt <= operation.returnedAt,
    );
    const underWay = takes.reduce((sum, take) => sum + (take.kind === 'take' ? take.units : 0), 0);
    const after = applyOperation(row, operation, underWay);
    return after !== null && someOrderExplains(after, rest, [...placed, operation]);
  });
}

/** A few operations, some with wrong responses. */
function randomHistory(random: Random): Operation[] {
  const operations: Operation[] = [];
  const row = { ...initial };
  const held: Extract<Operation, { kind: 'take' }>[] = [];
  const add = (operation: Operation) => void operations.push(operation);
  const length = random.int(3, 7);
  for (let now = 1; now <= length; now++) {
    const from = now - random.next() * 4;
    const to = random.chance(0.15) ? Infinity : now + random.next() * 4;
    const units = random.int(1, 3);
    const times = { calledAt: from, returnedAt: to, description: `operation ${now}` };
    const lie = random.chance(0.25) ? random.int(-1, 1) : 0;
    const left = row.onHand - row.locked;
    const taken = held.length > 0 && random.chance(0.5) ? held.splice(0, 1)[0] : undefined;
    if (taken) {
      const kind = random.chance(0.5) ? 'release' : 'consume';
      row.locked -= taken.units;
      if (kind === 'consume') row.onHand -= taken.units;
      add({ kind, units: taken.units, dependsOn: taken, ...times });
    } else if (random.chance(0.2)) {
      const delta = random.pick([-1, 1, 2]);
      if (left + delta < 0) continue;
      row.onHand += delta;
      const observed = random.chance(0.8) ? { onHand: row.onHand + lie, locked: row.locked } : null;
      add({ kind: 'adjust', delta, observed, ...times });
    } else if (left < units) {
      add({ kind: 'refuse', wanted: units, available: Math.max(0, left + lie), ...times });
    } else {
      const isDone = random.chance(0.9);
      const optional = random.chance(0.2);
      const take: (typeof held)[number] = {
        kind: 'take',
        units,
        ...times,
        ...(optional && { optional }),
      };
      add(take);
      if (isDone && !optional) held.push(take);
      if (isDone || !optional) row.locked += units;
    }
  }
  const end = length + 4;
  add({
    kind: 'read',
    observed: { ...row },
    calledAt: end,
    returnedAt: end,
    description: 'the end',
  });
  return operations;
}
