import { describe, expect, test } from 'vitest';
import { checkLinearizability } from './linearizability-search.ts';
import type { StockRow } from '../../invariants/records.ts';
import type { Operation } from './stock-model.ts';

const LIMIT_MS = 10_000;
const ten: StockRow = { onHand: 10, locked: 0 };

type Distribute<T> = T extends unknown ? Omit<T, 'calledAt' | 'returnedAt' | 'description'> : never;

function op(from: number, to: number, what: Distribute<Operation>): Operation {
  return { ...what, calledAt: from, returnedAt: to, description: JSON.stringify(what) };
}
const take = (from: number, to: number, units: number) => op(from, to, { kind: 'take', units });
const refuse = (from: number, to: number, wanted: number, available: number) =>
  op(from, to, { kind: 'refuse', wanted, available });
const release = (from: number, to: number, units: number, after: Operation) =>
  op(from, to, { kind: 'release', units, dependsOn: after });
const consume = (from: number, to: number, units: number, after: Operation) =>
  op(from, to, { kind: 'consume', units, dependsOn: after });
const adjust = (from: number, to: number, delta: number, onHand: number, locked: number) =>
  op(from, to, { kind: 'adjust', delta, observed: { onHand, locked } });
const read = (at: number, onHand: number, locked: number) =>
  op(at, at, { kind: 'read', observed: { onHand, locked } });

function holds(operations: Operation[], initial = ten) {
  return checkLinearizability(initial, operations, LIMIT_MS).linearizable;
}

describe('histories that a stock row can have', () => {
  test('nothing happened', () => {
    expect(holds([])).toBe(true);
  });

  test('calls one after the other', () => {
    const first = take(0, 1, 4);
    const second = take(2, 3, 6);
    const back = release(6, 7, 4, first);
    expect(holds([first, second, refuse(4, 5, 1, 0), back, take(8, 9, 4), read(10, 10, 10)])).toBe(
      true,
    );
  });

  test('calls at the same time, in whichever order their answers need', () => {
    const early = take(0, 10, 8);
    expect(holds([early, refuse(1, 9, 3, 2), take(2, 8, 2)])).toBe(true);
    // The release took effect before the second take but returned after it.
    expect(holds([early, release(11, 20, 8, early), take(12, 13, 9)])).toBe(true);
  });

  test('an order with an unknown outcome, with and without effect', () => {
    const unknown = { ...take(0, Infinity, 10), optional: true };
    expect(holds([unknown, refuse(5, 6, 1, 0)])).toBe(true);
    expect(holds([unknown, take(5, 6, 10)])).toBe(true);
    // It takes effect after its caller gave up.
    const one = take(5, 6, 1);
    expect(holds([unknown, one, release(7, 8, 1, one), refuse(9, 10, 1, 0)])).toBe(true);
  });

  test('an adjustment returns the row at its moment', () => {
    const sold = take(0, 5, 3);
    expect(holds([sold, adjust(0, 5, 5, 15, 0), adjust(6, 7, -1, 14, 3)])).toBe(true);
    expect(holds([sold, adjust(0, 5, 5, 15, 3), consume(8, 9, 3, sold), read(10, 12, 0)])).toBe(
      true,
    );
  });

  test('a refusal that counts units of its own batch', () => {
    // One batch with 10 units left: 8 go to the first, the second is refused with 2; a release commits
    // before the batch does.
    const before = take(0, 1, 2);
    const group = take(2, 10, 8);
    const back = release(3, 4, 2, before);
    const seen = adjust(5, 6, 1, 13, 0);
    expect(holds([before, group, refuse(2, 10, 5, 2), back, seen], { onHand: 12, locked: 0 })).toBe(
      true,
    );
  });
});

describe('histories that no stock row can have', () => {
  test('oversold: more was promised than there was', () => {
    expect(holds([take(0, 1, 6), take(0, 1, 5)])).toBe(false);
  });

  test('oversold by an order without a response that a later read shows', () => {
    expect(holds([take(0, 9, 10), take(5, 9, 1)])).toBe(false);
  });

  test('units sold before they were released', () => {
    const all = take(0, 1, 10);
    expect(holds([all, take(2, 3, 1), release(4, 5, 10, all)])).toBe(false);
  });

  test('a lost update: two adjustments, of which the row shows one', () => {
    expect(holds([adjust(0, 5, 3, 13, 0), adjust(0, 5, 4, 14, 0)])).toBe(false);
    expect(holds([adjust(0, 1, 3, 13, 0), read(2, 10, 0)])).toBe(false);
  });

  test('an adjustment made twice', () => {
    expect(holds([adjust(0, 1, 3, 13, 0), read(2, 16, 0)])).toBe(false);
  });

  test('a stale refusal: the release was acknowledged before it was asked', () => {
    const all = take(0, 1, 10);
    const back = release(2, 3, 10, all);
    expect(holds([all, back, refuse(4, 5, 1, 0)])).toBe(false);
    // A concurrent refusal is correct.
    expect(holds([all, back, refuse(2.5, 5, 1, 0)])).toBe(true);
  });

  test('a refusal while enough was there all the time', () => {
    expect(holds([refuse(0, 1, 3, 2)])).toBe(false);
    expect(holds([take(0, 1, 5), refuse(2, 3, 5, 5)])).toBe(false);
    // No concurrent take could have been counted first.
    expect(holds([refuse(0, 1, 3, 2), take(2, 3, 8)])).toBe(false);
  });

  test('units that come back twice, or never', () => {
    const sold = take(0, 1, 4);
    expect(holds([sold, release(2, 3, 4, sold), release(2, 3, 4, sold), read(9, 10, 0)])).toBe(
      false,
    );
    expect(holds([sold, release(2, 3, 4, sold), read(9, 10, 4)])).toBe(false);
    expect(holds([sold, consume(2, 3, 4, sold), read(9, 10, 4)])).toBe(false);
  });

  test('a settling before its taking', () => {
    const sold = take(5, 6, 4);
    expect(holds([release(0, 1, 4, sold), sold])).toBe(false);
  });

  test('two refusals that need opposite orders of the same two calls', () => {
    const other = take(0, 1, 5);
    const back = release(10, 20, 5, other);
    const seen = [adjust(10, 20, 1, 11, 0), adjust(10, 20, 2, 12, 5)];
    // The first observes the release but not the second take; the second observes neither.
    const verdict = checkLinearizability(ten, [other, back, ...seen], LIMIT_MS);
    expect(verdict).toMatchObject({
      linearizable: false,
      reason: expect.stringContaining('cannot go on'),
    });
    expect(holds([other, back, seen[0]!, adjust(10, 20, 2, 13, 0)])).toBe(true);
  });

  test('the reason names the impossible response and the possible range', () => {
    const verdict = checkLinearizability(ten, [take(0, 1, 6), take(2, 3, 5)], LIMIT_MS);
    expect(verdict).toMatchObject({
      linearizable: false,
      reason: expect.stringContaining('at most 4 were available'),
    });
  });
});

describe('long histories', () => {
  test('thousands of calls with wide windows are decided in time', () => {
    const { operations, initial } = busyHistory(3000);
    expect(checkLinearizability(initial, operations, LIMIT_MS).linearizable).toBe(true);
  });

  test('one wrong answer among them is found', () => {
    const { operations, initial, end } = busyHistory(600);
    const wrong = [...operations.slice(0, -1), read(end, 0, 0)];
    expect(checkLinearizability(initial, wrong, LIMIT_MS).linearizable).toBe(false);
  });

  test('a search that takes too long is left undecided', () => {
    // Forty sizes whose sums must be tried, and no sum fits.
    const takes = Array.from({ length: 40 }, (_, i) => take(0, 100, 2 * (1000 + i * i)));
    const verdict = checkLinearizability(
      { onHand: 1e6, locked: 0 },
      [...takes, refuse(0, 100, 5e5, 499_999)],
      50,
    );
    expect(verdict.linearizable).not.toBe(true);
  });
});

/** Simulates a correct stock row with calls that last longer, as on a slow network. */
function busyHistory(length: number) {
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return seed / 0x7fff_ffff;
  };
  const initial = { onHand: 60, locked: 0 };
  const row = { ...initial };
  const operations: Operation[] = [];
  const held: Operation[] = [];
  let now = 0;
  for (let i = 0; i < length; i++) {
    now += 1;
    const from = now - random() * 8;
    const to = now + random() * 8;
    const units = 1 + Math.floor(random() * 3);
    const randomValue = random();
    if (randomValue < 0.55 || held.length === 0) {
      const left = row.onHand - row.locked;
      if (left < units) {
        operations.push(refuse(from, to, units, left));
        continue;
      }
      row.locked += units;
      const taken = take(from, to, units);
      held.push(taken);
      operations.push(taken);
    } else if (randomValue < 0.97) {
      const taken = held.splice(Math.floor(random() * held.length), 1)[0]!;
      const { units } = taken as Extract<Operation, { kind: 'take' }>;
      row.locked -= units;
      const later = to + random() * 40;
      if (randomValue < 0.85) operations.push(release(from - random() * 40, later, units, taken));
      else {
        row.onHand -= units;
        operations.push(consume(from - random() * 40, later, units, taken));
      }
    } else {
      row.onHand += 5;
      operations.push(adjust(from, to, 5, row.onHand, row.locked));
    }
  }
  const end = now + 100;
  operations.push(read(end, row.onHand, row.locked));
  return { initial, operations, end };
}
