import { expect, test } from 'vitest';
import { Random } from '../../simulator/random.ts';
import { checkHistory } from './search.ts';
import { apply, type Operation, type Row } from './stock-model.ts';

/*
 * The search leaves out orders that it need not try. Here every order of short histories is tried, and
 * both must come to the same verdict.
 */

const HISTORIES = 4000;
const initial: Row = { onHand: 5, locked: 0 };

test('the search and trying every order agree', () => {
  const random = new Random(1, 'histories');
  const verdicts = { true: 0, false: 0 };
  for (let i = 0; i < HISTORIES; i++) {
    const operations = randomHistory(random);
    const expected = someOrderExplains(initial, operations, []);
    const verdict = checkHistory(initial, operations, 10_000);
    verdicts[`${expected}`]++;
    if (verdict.holds === expected) continue;
    expect.fail(
      `${JSON.stringify(operations, undefined, 1)}\nis ${expected}, told ${verdict.holds}`,
    );
  }
  // Both kinds were met often.
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(HISTORIES / 10);
});

/** Wing and Gong as they are: whatever may come next is tried. */
function someOrderExplains(
  row: Row,
  left: readonly Operation[],
  placed: readonly Operation[],
): boolean {
  if (left.every((operation) => operation.optional)) return true;
  const firstAnswer = Math.min(...left.map((operation) => operation.to));
  return left.some((operation) => {
    if (operation.from > firstAnswer) return false;
    if (operation.after && !placed.includes(operation.after)) return false;
    const rest = left.filter((other) => other !== operation);
    const takes = rest.filter((other) => other.does === 'take' && other.from <= operation.to);
    const underWay = takes.reduce((sum, take) => sum + (take.does === 'take' ? take.units : 0), 0);
    const after = apply(row, operation, underWay);
    return after !== null && someOrderExplains(after, rest, [...placed, operation]);
  });
}

/** A few operations that were mostly answered truly, and sometimes not. */
function randomHistory(random: Random): Operation[] {
  const operations: Operation[] = [];
  const row = { ...initial };
  const held: Extract<Operation, { does: 'take' }>[] = [];
  const add = (operation: Operation) => void operations.push(operation);
  const length = random.int(3, 7);
  for (let now = 1; now <= length; now++) {
    const from = now - random.next() * 4;
    const to = random.chance(0.15) ? Infinity : now + random.next() * 4;
    const units = random.int(1, 3);
    const times = { from, to, says: `operation ${now}` };
    const lie = random.chance(0.25) ? random.int(-1, 1) : 0;
    const left = row.onHand - row.locked;
    const taken = held.length > 0 && random.chance(0.5) ? held.splice(0, 1)[0] : undefined;
    if (taken) {
      const does = random.chance(0.5) ? 'release' : 'consume';
      row.locked -= taken.units;
      if (does === 'consume') row.onHand -= taken.units;
      add({ does, units: taken.units, after: taken, ...times });
    } else if (random.chance(0.2)) {
      const delta = random.pick([-1, 1, 2]);
      if (left + delta < 0) continue;
      row.onHand += delta;
      const saw = random.chance(0.8) ? { onHand: row.onHand + lie, locked: row.locked } : null;
      add({ does: 'adjust', delta, saw, ...times });
    } else if (left < units) {
      add({ does: 'refuse', wanted: units, available: Math.max(0, left + lie), ...times });
    } else {
      const isDone = random.chance(0.9);
      const optional = random.chance(0.2);
      const take: (typeof held)[number] = {
        does: 'take',
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
  add({ does: 'read', saw: { ...row }, from: end, to: end, says: 'the end' });
  return operations;
}
