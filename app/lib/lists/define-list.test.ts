import { describe, expect, test } from 'vitest';
import { defineList, flag, int, oneOf, text, uuid, type SearchParams } from './define-list.ts';

const id = '0198f000-0000-7000-8000-00000000000a';

const list = defineList({
  path: '/things',
  fixed: { view: 'each' },
  params: {
    search: text(10),
    even: text(10, { accepts: (given) => given.length % 2 === 0 }),
    color: oneOf(['red', 'blue']),
    state: oneOf(['open', 'closed'], { default: 'open' }),
    owner: uuid(),
    urgent: flag(),
    page: int(1, 100, 1),
    sort: oneOf(['name', 'price'], { default: 'name', filter: false }),
  },
});

const empty = list.parse({});

test('an address without parameters means the defaults', () => {
  expect(empty).toEqual({ state: 'open', page: 1, sort: 'name' });
  expect(list.href(empty)).toBe('/things?view=each');
  expect(defineList({ path: '/things', params: {} }).href({})).toBe('/things');
});

describe('a parameter', () => {
  test.for<[title: string, searchParams: SearchParams, query: object]>([
    ['is trimmed', { search: '  lamp ' }, { search: 'lamp' }],
    ['is cut at its length', { search: 'a'.repeat(20) }, { search: 'a'.repeat(10) }],
    ['loses control characters', { search: 'a\u0000\nb' }, { search: 'a  b' }],
    ['loses bidi overrides', { search: 'a\u202eb' }, { search: 'a b' }],
    ['is nothing if it cannot be seen', { search: '\u202e\u200b' }, {}],
    ['that is empty is ignored', { search: '', color: '', cursor: ' ' }, {}],
    ['given twice counts once', { search: ['first', 'second'] }, { search: 'first' }],
    ['that is refused is ignored', { even: 'odd' }, {}],
    ['that is accepted is kept', { even: 'even' }, { even: 'even' }],
    ['is one of its values', { color: 'blue' }, { color: 'blue' }],
    ['of another value is ignored', { color: 'green', state: 'lost' }, {}],
    ['overrides its default', { state: 'closed' }, { state: 'closed' }],
    ['with an id is put in lower case', { owner: ` ${id.toUpperCase()}` }, { owner: id }],
    ['without an id is ignored', { owner: 'me' }, {}],
    ['is a flag', { urgent: '1' }, { urgent: true }],
    ['with another flag is ignored', { urgent: 'true' }, {}],
    ['is a number', { page: '100' }, { page: 100 }],
    ['out of bounds is ignored', { page: '101' }, {}],
    ['with a fraction is ignored', { page: '1.5' }, {}],
    ['has a cursor without declaring it', { cursor: 'abc' }, { cursor: 'abc' }],
  ])('%s', ([, searchParams, query]) => {
    expect(list.parse(searchParams)).toEqual({ ...empty, ...query });
  });
});

test('an address says again what it was read from, in the declared order and without defaults', () => {
  const query = list.parse({
    cursor: 'next',
    sort: 'name',
    page: '2',
    urgent: '1',
    state: 'closed',
    search: 'a&b',
  });
  const href = '/things?view=each&search=a%26b&state=closed&urgent=1&page=2&cursor=next';
  expect(list.href(query)).toBe(href);
  expect(list.parse(Object.fromEntries(new URL(href, 'http://shop').searchParams))).toEqual(query);
});

test.for<[SearchParams, boolean]>([
  [{}, false],
  [{ state: 'open', sort: 'price', page: '2', cursor: 'next' }, false],
  [{ color: 'green' }, false],
  [{ search: 'lamp' }, true],
  [{ state: 'closed' }, true],
  [{ urgent: '1' }, true],
])('filters of %j: %s', ([searchParams, expected]) => {
  expect(list.hasFilters(list.parse(searchParams))).toBe(expected);
});
