import { describe, expect, test } from 'vitest';
import { allocate, compareStockRows, toStockChanges, type LockState, type Stock } from './stock.ts';

function row(locationId: string, onHand: number, locked = 0): Stock {
  return { skuId: 'sku', locationId, onHand, locked };
}

describe('allocating units to locations', () => {
  const [empty, one, two, three] = [row('a', 1, 1), row('b', 1), row('c', 2), row('d', 4, 1)];

  test.each<[string, Stock[], number, [Stock, number][] | null]>([
    ['takes all from the first location that has enough', [one, two, three], 2, [[two, 2]]],
    [
      'splits in the order given',
      [one, two, three],
      5,
      [
        [one, 1],
        [two, 2],
        [three, 2],
      ],
    ],
    [
      'takes the last unit',
      [one, two, three],
      6,
      [
        [one, 1],
        [two, 2],
        [three, 3],
      ],
    ],
    [
      'skips a location without units',
      [empty, one, two],
      3,
      [
        [one, 1],
        [two, 2],
      ],
    ],
    ['gives nothing when too few are left', [one, two, three], 7, null],
    ['gives nothing without locations', [], 1, null],
  ])('%s', (_, rows, quantity, expected) => {
    const taken = expected?.map(([from, part]) => ({ row: from, quantity: part })) ?? null;
    expect(allocate(rows, quantity)).toEqual(taken);
  });
});

describe('the change of stock rows by settled locks', () => {
  const lock = (skuId: string, locationId: string, quantity: number, state: LockState) => ({
    skuId,
    locationId,
    quantity,
    state,
  });

  test('consuming lowers on hand and locked, releasing only locked', () => {
    expect(toStockChanges([lock('sku', 'a', 2, 'consumed')])).toEqual([
      { skuId: 'sku', locationId: 'a', onHand: -2, locked: -2 },
    ]);
    expect(toStockChanges([lock('sku', 'a', 2, 'released')])).toEqual([
      { skuId: 'sku', locationId: 'a', onHand: 0, locked: -2 },
    ]);
  });

  test('is added up per SKU and location, in lock order', () => {
    const settled = [
      lock('sku 2', 'a', 1, 'released'),
      lock('sku 1', 'b', 2, 'consumed'),
      lock('sku 1', 'a', 3, 'released'),
      lock('sku 1', 'b', 4, 'released'),
    ];
    expect(toStockChanges(settled)).toEqual([
      { skuId: 'sku 1', locationId: 'a', onHand: 0, locked: -3 },
      { skuId: 'sku 1', locationId: 'b', onHand: -2, locked: -6 },
      { skuId: 'sku 2', locationId: 'a', onHand: 0, locked: -1 },
    ]);
  });
});

test.each([
  ['a', 'a', 'a', 'a', 0],
  ['a', 'b', 'b', 'a', -1],
  ['b', 'a', 'a', 'b', 1],
  ['a', 'a', 'a', 'b', -1],
  ['a', 'b', 'a', 'a', 1],
])('stock rows are ordered by SKU, then location: %s %s, %s %s is %i', (...row) => {
  const [skuA, locationA, skuB, locationB, expected] = row;
  const a = { skuId: skuA, locationId: locationA };
  expect(compareStockRows(a, { skuId: skuB, locationId: locationB })).toBe(expected);
});
