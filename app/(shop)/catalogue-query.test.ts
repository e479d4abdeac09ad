import { expect, test } from 'vitest';
import { catalogueHref, parseCatalogueQuery } from './catalogue-query.ts';

test('an address without anything is the first page by name', () => {
  expect(parseCatalogueQuery({})).toEqual({ sort: 'name', page: 1 });
  expect(catalogueHref({ sort: 'name', page: 1 })).toBe('/');
});

test('what the address says is read back from it as it was written', () => {
  const query = { search: 'mug & tee', category: 'Kitchen', sort: 'price-desc', page: 2 } as const;
  const parameters = new URLSearchParams(catalogueHref(query).slice(2));
  expect(parseCatalogueQuery(Object.fromEntries(parameters))).toEqual(query);
});

test.for([
  ['an unknown order', { sort: 'colour' }],
  ['a page that is no number', { page: 'two' }],
  ['a page before the first', { page: '0' }],
  ['blanks and control characters', { search: ' \u0000 ', category: '' }],
] as const)('%s counts as not said', ([, parameters]) => {
  expect(parseCatalogueQuery(parameters)).toEqual({ sort: 'name', page: 1 });
});

test('a parameter given twice counts once', () => {
  expect(parseCatalogueQuery({ search: ['mug', 'tee'] }).search).toBe('mug');
});
