import { expect, test } from 'vitest';
import { formatAmount, parseAmount } from './money.ts';

test.for([
  ['12', 2, 1200],
  ['12.5', 2, 1250],
  [' 12,50 ', 2, 1250],
  ['1200', 0, 1200],
  ['12.5', 0, null],
  ['12.505', 2, null],
  ['-1', 2, null],
  ['1,000.00', 2, null],
  ['', 2, null],
] as const)('"%s" with %i minor digits is %s', ([text, digits, cents]) => {
  expect(parseAmount(text, digits)).toBe(cents);
});

test('a formatted amount is read back as the same amount', () => {
  expect(formatAmount(1205, 2)).toBe('12.05');
  expect(formatAmount(1205, 0)).toBe('1205');
  expect(parseAmount(formatAmount(1205, 2), 2)).toBe(1205);
});
