import { sql } from 'kysely';
import type { InjectFault } from './fault-context.ts';

/** Deletes jobs that wait: a queue that loses them. The sweep and the books must find what they were for. */
export const deleteJobs: InjectFault = async ({ testSystem }, { randomValue }) => {
  const share = 0.3 + 0.7 * randomValue;
  const { numAffectedRows } = await sql`
    delete from pgboss.job
    where name in ('close-orders', 'recover-stock', 'refund-payment', 'look-up-payment',
        'apply-payment-events')
      and state in ('created', 'retry') and random() < ${share}`.execute(testSystem.db);
  return numAffectedRows ? { detail: `${numAffectedRows} jobs` } : null;
};
