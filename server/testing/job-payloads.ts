import { sql } from 'kysely';
import type { JobPayloads, QueueName } from '../platform/jobs.ts';
import type { TestShop } from './test-shop.ts';

/** The payloads of a queue's jobs about one order, oldest first. */
export async function findJobPayloads<Q extends QueueName>(
  shop: TestShop,
  queue: Q,
  orderId: string,
): Promise<JobPayloads[Q][]> {
  const { rows } = await sql<{ data: JobPayloads[Q] }>`
    select data from pgboss.job where name = ${queue} and data->>'orderId' = ${orderId}
    order by created_on`.execute(shop.deps.db);
  return rows.map(({ data }) => data);
}
