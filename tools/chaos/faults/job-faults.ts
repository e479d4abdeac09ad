import { sql } from 'kysely';
import type { InjectFault } from './fault-context.ts';

/** Deletes waiting jobs, as a queue that loses them; sweep and reconciliation must make up for them. */
export const deleteJobs: InjectFault = async ({ testSystem }, { randomValue }) => {
  const share = 0.3 + 0.7 * randomValue;
  const { numAffectedRows } = await sql`
    delete from pgboss.job
    where name in ('close-orders', 'recover-stock', 'refund-payment', 'look-up-payment',
        'apply-payment-events')
      and state in ('created', 'retry') and random() < ${share}`.execute(testSystem.db);
  return numAffectedRows ? { detail: `${numAffectedRows} jobs` } : null;
};
