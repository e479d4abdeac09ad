import { expect, test } from 'vitest';
import { createFormat } from './create-format.ts';

const format = createFormat('en-GB', 'Europe/Berlin');

test('money is written with the digits its currency has', () => {
  expect(format.money(123_456, 'EUR')).toBe('€1,234.56');
  expect(format.money(1234, 'JPY')).toBe('JP¥1,234');
});

test('things side by side are set apart as the language does it', () => {
  expect(format.list(['Everyday Tee', 'Moss', 'M'])).toBe('Everyday Tee, Moss, M');
  expect(createFormat('zh-CN', 'UTC').list(['T 恤', '苔绿', 'M'])).toBe('T 恤、苔绿、M');
});

test('a time is written in the zone of the viewer', () => {
  expect(format.time('2026-06-15T18:00:00Z')).toBe('20:00');
});

test.for([
  [0, '0:00'],
  [-5000, '0:00'],
  [59_001, '1:00'],
  [760_000, '12:40'],
  [3_909_000, '1:05:09'],
] as const)('%i ms on a clock', ([ms, shown]) => {
  expect(format.countdown(ms)).toBe(shown);
});

test('how long ago is told in the largest unit that fits', () => {
  const now = Date.parse('2026-06-15T18:00:00Z');
  expect(format.relative('2026-06-15T17:55:30Z', now)).toMatch(/^4 min/);
  expect(format.relative('2026-06-16T18:00:00Z', now)).toBe('tomorrow');
});
