import { expect, test } from 'vitest';
import { isDue } from './order.ts';

test.each([
  ['before', -1, false],
  ['at', 0, true],
  ['after', 1, true],
])('an order is due %s the end of its payment window (%s ms): %s', (_, ms, due) => {
  const payBy = new Date('2026-11-22T12:15:00Z');
  expect(isDue({ payBy }, new Date(payBy.getTime() + ms))).toBe(due);
});
