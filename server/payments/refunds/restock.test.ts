import { expect, test } from 'vitest';
import { planRestock } from './restock.ts';

const unit = (skuId: string, quantity: number, locationId = 'here') => ({
  skuId,
  locationId,
  quantity,
});
const sold = [unit('a', 3), unit('b', 1), unit('a', 2, 'there')];

test('all that is left goes back where it was sold from', () => {
  expect(planRestock(sold, [], 'all')).toEqual({
    kind: 'planned',
    units: [unit('a', 3), unit('a', 2, 'there'), unit('b', 1)],
  });
  expect(planRestock(sold, [unit('a', 1), unit('b', 1)], 'all')).toEqual({
    kind: 'planned',
    units: [unit('a', 2), unit('a', 2, 'there')],
  });
  expect(planRestock(sold, sold, 'all')).toEqual({ kind: 'planned', units: [] });
});

test('some units go back, location by location', () => {
  expect(planRestock(sold, [], [{ skuId: 'a', quantity: 4 }])).toEqual({
    kind: 'planned',
    units: [unit('a', 3), unit('a', 1, 'there')],
  });
});

test('lines of one SKU count together', () => {
  const wanted = [
    { skuId: 'a', quantity: 3 },
    { skuId: 'a', quantity: 3 },
  ];
  expect(planRestock(sold, [], wanted)).toEqual({
    kind: 'too_many',
    lines: [{ skuId: 'a', restockable: 5 }],
  });
});

test('more than was sold and not restocked: nothing is planned', () => {
  const wanted = [
    { skuId: 'a', quantity: 5 },
    { skuId: 'b', quantity: 1 },
    { skuId: 'never bought', quantity: 1 },
  ];
  expect(planRestock(sold, [unit('b', 1)], wanted)).toEqual({
    kind: 'too_many',
    lines: [
      { skuId: 'b', restockable: 0 },
      { skuId: 'never bought', restockable: 0 },
    ],
  });
});

test('an order without consumed locks restocks nothing', () => {
  expect(planRestock([], [], 'all')).toEqual({ kind: 'planned', units: [] });
});
