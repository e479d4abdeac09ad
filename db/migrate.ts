import { Migrator } from 'kysely/migration';
import { PgBoss } from 'pg-boss';
import { createDatabase, createPool, type Database } from './client.ts';
import { grantToServingRole } from './grants.ts';
import * as shop from './migrations/0001-shop.ts';
import * as staff from './migrations/0002-staff.ts';
import * as staffActions from './migrations/0003-staff-actions.ts';
import * as paymentEdges from './migrations/0004-payment-edges.ts';
import * as translations from './migrations/0005-translations.ts';
import * as officeLists from './migrations/0006-office-lists.ts';
import * as restocksByAdjustment from './migrations/0007-restocks-by-adjustment.ts';
import * as pictures from './migrations/0008-pictures.ts';
import * as actors from './migrations/0009-actors.ts';
import * as webhookEvents from './migrations/0010-webhook-events.ts';
import * as plainValues from './migrations/0011-plain-values.ts';
import * as shopCurrency from './migrations/0012-shop.ts';
import * as staffAccounts from './migrations/0013-staff-accounts.ts';
import * as endedRecords from './migrations/0014-ended-records.ts';
import * as customerData from './migrations/0015-customer-data.ts';
import * as optionOrder from './migrations/0016-option-order.ts';
import * as missingSessions from './migrations/0017-missing-sessions.ts';
import * as orderLinks from './migrations/0018-order-links.ts';
import * as holdLimits from './migrations/0019-hold-limits.ts';
import * as namesRead from './migrations/0020-names-read.ts';
import * as search from './migrations/0021-search.ts';
import * as paymentChecks from './migrations/0022-payment-checks.ts';
import * as passkeys from './migrations/0023-passkeys.ts';
import { ROLL_QUEUE_STATS_FUNCTION, rollQueueStats } from './queue-stats.ts';
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
  '0009-actors': actors,
  '0010-webhook-events': webhookEvents,
  '0011-plain-values': plainValues,
  '0012-shop': shopCurrency,
  '0013-staff-accounts': staffAccounts,
  '0014-ended-records': endedRecords,
  '0015-customer-data': customerData,
  '0016-option-order': optionOrder,
  '0017-missing-sessions': missingSessions,
  '0018-order-links': orderLinks,
  '0019-hold-limits': holdLimits,
  '0020-names-read': namesRead,
  '0021-search': search,
  '0022-payment-checks': paymentChecks,
  '0023-passkeys': passkeys,
};

/** In the order in which they run. */
export const migrationNames: readonly string[] = Object.keys(migrations);

/** Who migrates, and who serves. */
export interface DatabaseRoles {
  /** Connects as the role that owns the tables. */
  ownerUrl: string;
  /** Connects as the role of web processes, workers and commands. May be the owner. */
  servingUrl: string;
}

/**
 * Migrates the shop's tables, pg-boss's tables and the job queues, and gives the serving role its rights.
 * Idempotent; concurrent migrations wait for each other.
 *
 * @throws with the migration's name and PostgreSQL's message when a migration fails
 */
export async function migrate({ ownerUrl, servingUrl }: DatabaseRoles): Promise<void> {
  const db = createDatabase(createMigrationPool(ownerUrl));
  try {
    await migrateTables(db);
    await migrateQueues(ownerUrl);
    await rollQueueStats(db);
    const [owner, serving] = [ownerUrl, servingUrl].map(roleOf);
    if (serving !== owner) await grantToServingRole(db, serving!);
  } finally {
    await db.destroy();
  }
}

function roleOf(databaseUrl: string): string {
  return decodeURIComponent(new URL(databaseUrl).username);
}

/** Without limits of time: concurrent migrations wait for as long as the first one takes. */
export function createMigrationPool(databaseUrl: string) {
  const unlimited = { lockMsMax: 0, statementMsMax: 0, responseMsMax: 0 };
  return createPool(databaseUrl, { name: 'holdfast migrate', max: 1, ...unlimited });
}

/** Migrates the shop's tables without pg-boss. */
export async function migrateTables(db: Database): Promise<void> {
  const { error, results } = await createMigrator(db).migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  const where = failed ? `migration ${failed} failed` : 'the migration failed';
  throw new Error(`${where}: ${error instanceof Error ? error.message : 'unknown error'}`, {
    cause: error,
  });
}

/** Runs the migrations of the shop's tables, up to any of them. */
export function createMigrator(db: Database): Migrator {
  return new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
}

/**
 * pg-boss fetches due jobs by an index on their creation time, so each fetch would scan all jobs that are
 * delayed: two for every batch of unpaid orders. This index contains the due time. Only for speed.
 */
const DUE_JOBS_INDEX = `
  create index if not exists holdfast_due_jobs on pgboss.job_common (name, start_after)
  where state < 'active' and not blocked`;

/**
 * For staff who list running, completed or failed jobs, for which pg-boss has no index. It excludes
 * waiting jobs, so that enqueueing does not maintain it.
 */
const STARTED_JOBS_INDEX = `
  create index if not exists holdfast_begun_jobs
  on pgboss.job_common (name, state, coalesce(completed_on, started_on)) where state >= 'active'`;

async function migrateQueues(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
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
    await boss.getDb().executeSql(ROLL_QUEUE_STATS_FUNCTION);
    // A worker that does not own the indexes only warns that they are bloated.
    for (const command of await boss.getReindexCommands()) await boss.getDb().executeSql(command);
  } finally {
    await boss.stop({ graceful: false });
  }
}
