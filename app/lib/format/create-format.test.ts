import { expect, test } from 'vitest';
import { createFormat } from './create-format.ts';

const format = createFormat('en-GB', 'Europe/Berlin');

test('money has the minor digits of its currency', () => {
  expect(format.money(123_456, 'EUR')).toBe('€1,234.56');
  expect(format.money(1234, 'JPY')).toBe('JP¥1,234');
  expect(format.money(500_000, 'HUF')).toBe('HUF\xa05,000.00');
  expect(format.money(1230, 'KWD')).toBe('KWD\xa01.230');
});

test('lists use the separators of the language', () => {
  expect(format.list(['Everyday Tee', 'Moss', 'M'])).toBe('Everyday Tee, Moss, M');
  expect(createFormat('zh-CN', 'UTC').list(['T 恤', '苔绿', 'M'])).toBe('T 恤、苔绿、M');
});

test('times are in the given time zone', () => {
  expect(format.time('2026-06-15T18:00:00Z')).toBe('20:00');
});

test.for([
  [0, '0:00'],
  [-5000, '0:00'],
  [59_001, '1:00'],
  [760_000, '12:40'],
  [3_909_000, '1:05:09'],
] as const)('a countdown of %i ms', ([ms, shown]) => {
  expect(format.countdown(ms)).toBe(shown);
});

test('relative times use the largest unit that fits', () => {
  const now = Date.parse('2026-06-15T18:00:00Z');
  expect(format.relative('2026-06-15T17:55:30Z', now)).toMatch(/^4 min/);
  expect(format.relative('2026-06-16T18:00:00Z', now)).toBe('tomorrow');
});
