import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainAll } from '../testing/explain-queries.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { listJobs } from './list-jobs.ts';
import { jobStates, type JobFilter } from '../shared/job-filter.ts';

/*
 * What staff look at while a hundred thousand jobs wait for later. Each list must be read along an
 * index, on its first page and far behind it, since it is asked for again and again.
 */

const DELAYED_JOBS = 100_000;
/** In each other state: more than a page, and all that those of later are not to be. */
const JOBS_PER_STATE = 400;
/** A page of each of six queues, and what leads to it. */
const ROWS_MAX = 500;
const PAGES_MAX = 200;

let shop: TestShop;
let client: pg.Client;
beforeAll(async () => {
  shop = await openTestShop();
  client = new pg.Client({ connectionString: shop.ownerUrl });
  await client.connect();
  await seedJobs();
}, 120_000);
afterAll(async () => {
  await client.end();
  await shop.close();
});

async function seedJobs(): Promise<void> {
  const now = shop.clock.now();
  const insertJobs = (state: string, count: number, startsAfter: string, began: string) =>
    client.query(
      `insert into pgboss.job
         (name, data, state, created_on, start_after, started_on, completed_on, retry_limit)
       select (array['close-orders', 'recover-stock'])[n % 2 + 1],
         jsonb_build_object('orderIds', jsonb_build_array(gen_random_uuid())), $1,
         $2::timestamptz - interval '1 hour', $2::timestamptz + $3::interval + n * interval '10 ms',
         ${began}, 12
       from generate_series(1, ${count}) as n`,
      [state, now, startsAfter],
    );
  const ago = `$2::timestamptz - n * interval '10 ms'`;
  await insertJobs('created', DELAYED_JOBS, '1 minute', 'null, null');
  await insertJobs('created', JOBS_PER_STATE, '-10 minutes', 'null, null');
  await insertJobs('active', JOBS_PER_STATE, '-10 minutes', `${ago}, null`);
  await insertJobs('completed', JOBS_PER_STATE, '-10 minutes', `${ago}, ${ago}`);
  await insertJobs('failed', JOBS_PER_STATE, '-10 minutes', `${ago}, ${ago}`);
  await client.query('vacuum analyze');
}

async function expectBoundedReads(filter: JobFilter): Promise<void> {
  const [statement, ...others] = await explainAll(() => listJobs(shop.deps, filter));
  expect(others).toEqual([]);
  expect(statement).toMatchObject({ explained: true, seqScannedTables: [] });
  expect(statement!.rowsRead).toBeLessThan(ROWS_MAX);
  expect(statement!.pagesRead).toBeLessThan(PAGES_MAX);
}

test.each(jobStates)(
  'a page of the jobs that are %s reads a bounded number of rows',
  async (state) => {
    for (const queue of ['close-orders', undefined]) {
      const filter = { state, queue };
      const { jobs, nextCursor } = await listJobs(shop.deps, filter);
      expect(jobs).toHaveLength(50);
      await expectBoundedReads(filter);
      await expectBoundedReads({ ...filter, cursor: nextCursor! });
    }
  },
);

test('a page far behind is read like the first one', async () => {
  const far = new Date(
    shop.clock.now().getTime() + 60_000 + (DELAYED_JOBS - 1000) * 10,
  ).toISOString();
  const place = [far, '00000000-0000-4000-8000-000000000000'];
  const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
  const { jobs } = await listJobs(shop.deps, { state: 'delayed', cursor });
  expect(jobs).toHaveLength(50);
  expect(jobs[0]!.startAfter >= far).toBe(true);
  await expectBoundedReads({ state: 'delayed', cursor });
});
