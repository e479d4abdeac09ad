import { expect, test } from 'vitest';
import { locksHref, locksInput, otherViewHref, parseLocksQuery } from './locks-query.ts';

const skuId = '0198f000-0000-7000-8000-000000000000';

test.each([
  ['5-15', { minutesMin: 5, minutesUnder: 15 }],
  ['60-', { minutesMin: 60, minutesUnder: undefined }],
  ['0-1', { minutesMin: undefined, minutesUnder: 1 }],
  ['5-0', { minutesMin: undefined, minutesUnder: undefined }],
  ['15-5', { minutesMin: undefined, minutesUnder: undefined }],
  ['old', { minutesMin: undefined, minutesUnder: undefined }],
])('the age %s asks for %j', (age, input) => {
  expect(locksInput(parseLocksQuery({ age }))).toMatchObject(input);
});

test('nothing that is settled is asked for as overdue', () => {
  expect(parseLocksQuery({ overdue: '1', state: 'consumed' })).toMatchObject({ overdue: false });
  expect(parseLocksQuery({ overdue: '1' })).toMatchObject({ overdue: true });
});

test('the other view keeps what both can be narrowed by', () => {
  const query = parseLocksQuery({ skuId, overdue: '1', age: '5-', cursor: 'x' });
  expect(otherViewHref(query, 'sku')).toBe(`/admin/locks?view=sku&skuId=${skuId}&overdue=1`);
  expect(locksHref(parseLocksQuery({ view: 'sku', sort: 'locked' }))).toBe(
    '/admin/locks?view=sku&sort=locked',
  );
});
