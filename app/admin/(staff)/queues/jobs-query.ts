import { jobStates, type JobFilter } from '#server/shared/list-jobs-input.ts';
import { parseEnumParam, parseTextParam, type SearchParams } from '../../ui/search-params.ts';

/** What the address of the list of jobs says. */
export type JobsQuery = JobFilter;

export function parseJobsQuery(params: SearchParams): JobsQuery {
  return {
    queue: parseTextParam(params['queue'], 100),
    state: parseEnumParam(jobStates, params['state']) ?? 'ready',
    cursor: parseTextParam(params['cursor'], 500),
  };
}

/** The address of a list of jobs: the rows behind a number of the queues. */
export function jobsHref(query: Partial<JobsQuery>): string {
  const params = new URLSearchParams({ view: 'jobs' });
  if (query.queue) params.set('queue', query.queue);
  if (query.state && query.state !== 'ready') params.set('state', query.state);
  if (query.cursor) params.set('cursor', query.cursor);
  return `/admin/queues?${params}`;
}

export function hasFilters({ queue, state }: JobsQuery): boolean {
  return queue !== undefined || state !== 'ready';
}
