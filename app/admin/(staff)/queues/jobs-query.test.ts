import { expect, test } from 'vitest';
import { hasFilters, jobsHref, parseJobsQuery } from './jobs-query.ts';

test('an address of jobs says again what it was read from, and nothing that goes without saying', () => {
  const query = parseJobsQuery({ queue: 'sweep', state: 'failed', cursor: 'abc' });
  expect(query).toEqual({ queue: 'sweep', state: 'failed', cursor: 'abc' });
  expect(jobsHref(query)).toBe('/admin/queues?view=jobs&queue=sweep&state=failed&cursor=abc');
  expect(jobsHref(parseJobsQuery({}))).toBe('/admin/queues?view=jobs');
});

test('a state that makes no sense counts as not said', () => {
  expect(parseJobsQuery({ state: 'cancelled' }).state).toBe('ready');
  expect(hasFilters(parseJobsQuery({ state: 'cancelled' }))).toBe(false);
  expect(hasFilters(parseJobsQuery({ queue: 'sweep' }))).toBe(true);
});
