import { Migrator } from 'kysely/migration';
import { PgBoss } from 'pg-boss';
import { createDatabase, createPool, type Database } from './client.ts';
import * as shop from './migrations/0001-shop.ts';
import * as staff from './migrations/0002-staff.ts';
import * as staffActions from './migrations/0003-staff-actions.ts';
import * as paymentEdges from './migrations/0004-payment-edges.ts';
import * as translations from './migrations/0005-translations.ts';
import * as officeLists from './migrations/0006-office-lists.ts';
import * as restocksByAdjustment from './migrations/0007-restocks-by-adjustment.ts';
import * as pictures from './migrations/0008-pictures.ts';
import { queues } from './queues.ts';

const migrations = {
  '0001-shop': shop,
  '0002-staff': staff,
  '0003-staff-actions': staffActions,
  '0004-payment-edges': paymentEdges,
  '0005-translations': translations,
  '0006-office-lists': officeLists,
  '0007-restocks-by-adjustment': restocksByAdjustment,
  '0008-pictures': pictures,
};

/**
 * Brings a database to the newest schema: the shop's tables, pg-boss's own and the job queues.
 * Running it again changes nothing. Processes that migrate at once wait for each other.
 *
 * @throws with the migration's name and PostgreSQL's message when a migration fails
 */
export async function migrate(databaseUrl: string): Promise<void> {
  // Those that migrate at once wait for each other by a lock, however long the first one takes.
  const options = { name: 'holdfast migrate', max: 1, lockMsMax: 0 };
  const db = createDatabase(createPool(databaseUrl, options));
  try {
    await migrateTables(db);
  } finally {
    await db.destroy();
  }
  await migrateQueues(databaseUrl);
}

/** Brings the shop's tables alone to the newest schema, for who has no use for pg-boss. */
export async function migrateTables(db: Database): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  const where = failed ? `migration ${failed} failed` : 'the database cannot be migrated';
  throw new Error(`${where}: ${error instanceof Error ? error.message : 'no reason was given'}`, {
    cause: error,
  });
}

/**
 * pg-boss finds the jobs that are due along an index by the time they were made, so each look of a
 * worker would pass all that wait for a later time: two jobs for every group of unpaid orders. This one
 * leads to those that are due. It is only for speed; pg-boss does not know it.
 */
const DUE_JOBS_INDEX = `
  create index if not exists holdfast_due_jobs on pgboss.job_common (name, start_after)
  where state < 'active' and not blocked`;

/**
 * Leads staff to the jobs that run, are done or have failed, which no index of pg-boss tells from those
 * that wait. Those that wait are not in it, so that enqueueing one costs nothing more.
 */
const STARTED_JOBS_INDEX = `
  create index if not exists holdfast_begun_jobs
  on pgboss.job_common (name, state, coalesce(completed_on, started_on)) where state >= 'active'`;

async function migrateQueues(databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'holdfast migrate',
    max: 1,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  await boss.start();
  try {
    for (const [name, options] of Object.entries(queues)) {
      await boss.createQueue(name, options);
      const { policy: _, ...changeable } = options;
      await boss.updateQueue(name, changeable);
    }
    await boss.getDb().executeSql(DUE_JOBS_INDEX);
    await boss.getDb().executeSql(STARTED_JOBS_INDEX);
  } finally {
    await boss.stop({ graceful: false });
  }
}
