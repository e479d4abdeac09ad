import { expect, test } from 'vitest';
import { lockInput, lockList, parseAge } from './lists.ts';

test.each([
  ['5-15', { fromMinutes: 5, underMinutes: 15 }],
  ['60-', { fromMinutes: 60, underMinutes: null }],
  ['0-1', { fromMinutes: 0, underMinutes: 1 }],
  ['5-0', null],
  ['15-5', null],
  ['old', null],
])('the age %s has the bounds %j', (age, bounds) => {
  expect(parseAge(age)).toEqual(bounds);
  expect(lockList.parse({ age }).age).toBe(bounds ? age : undefined);
});

test('overdue locks are asked for only among active ones', () => {
  expect(lockInput(lockList.parse({ overdue: '1' })).overdue).toBe(true);
  expect(lockInput(lockList.parse({ overdue: '1', state: 'consumed' })).overdue).toBeUndefined();
});
