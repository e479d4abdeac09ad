import { expect, test } from 'vitest';
import { CURRENCY_CODES } from './currencies.ts';
import { formatAmount, parseAmount } from './money.ts';

test.for([
  ['12', 'EUR', 1200],
  ['12.5', 'EUR', 1250],
  [' 12,50 ', 'EUR', 1250],
  ['5000', 'HUF', 500_000],
  ['1200', 'JPY', 1200],
  ['12.5', 'JPY', null],
  ['1.230', 'KWD', 1230],
  ['1.234', 'KWD', null],
  ['12.505', 'EUR', null],
  ['-1', 'EUR', null],
  ['1,000.00', 'EUR', null],
  ['', 'EUR', null],
] as const)('"%s" in %s is %s', ([text, currency, cents]) => {
  expect(parseAmount(text, currency)).toBe(cents);
});

test.for(CURRENCY_CODES)('a formatted amount in %s is read back as the same amount', (currency) => {
  for (const cents of [10, 1200, 1230, 99_990]) {
    expect(parseAmount(formatAmount(cents, currency), currency)).toBe(cents);
  }
});
