import type { PgBoss } from 'pg-boss';
import { awaitDatabase } from '#db/await-database.ts';
import { createDatabase, createPool, withQueryTimeout, type PooledDatabase } from '#db/client.ts';
import { canAlterTables } from '#db/grants.ts';
import { chooseShopCurrency } from '../catalog/shop-currency-store.ts';
import { createChangeNotifier, setChangeNotifier } from '../platform/change-notifier.ts';
import { systemClock } from '../platform/clock.ts';
import { toShopRules, type Deps } from '../platform/deps.ts';
import { isLive, publicUrl, type Settings } from '../platform/env.ts';
import { newId } from '../platform/ids.ts';
import { createJobQueue } from '../platform/jobs.ts';
import { createLog, type Log } from '../platform/log.ts';
import { createResilientPaymentService } from '../stripe/resilient-payment-service.ts';
import { createStripePaymentService } from '../stripe/stripe-payment-service.ts';

const OWNER_WARNING =
  'The database role of DATABASE_URL owns the tables, so this process could remove records and change ' +
  'constraints. Create a role for it, set DATABASE_URL to that role and DATABASE_OWNER_URL to the owner, ' +
  'and run "npm run migrate"; see docs/security.md.';

export interface OpenDeps {
  deps: Deps;
  /** The same database through a pool for batches alone; the first pool when none was asked for. */
  groupCommitDb: PooledDatabase;
  boss: PgBoss;
  /** Sends pending change notifications, then closes all connections. Drain the process first. */
  close(): Promise<void>;
}

/**
 * Opens the dependencies of one process, as soon as its database can be used.
 * @param options.name in log lines and, after "holdfast", in pg_stat_activity
 * @param options.connections size of the first pool
 * @param options.groupCommitConnections size of a second pool that slow queries cannot exhaust
 * @param options.statementMsMax limit of a statement of the first pool
 * @param options.createBoss pg-boss as this process uses it: only sending, or working
 * @throws with what to do, when the database cannot be used
 */
export async function openDeps(
  settings: Settings,
  options: {
    name: string;
    connections: number;
    groupCommitConnections?: number;
    statementMsMax?: number;
    createBoss(databaseUrl: string, log: Log): PgBoss;
  },
): Promise<OpenDeps> {
  const { name, connections, groupCommitConnections } = options;
  const log = createLog(name, settings.LOG_LEVEL);
  const open = (pool: string, max: number, statementMsMax?: number) =>
    createDatabase(
      createPool(settings.DATABASE_URL, { name: `holdfast ${pool}`, max, statementMsMax }),
      {
        preparedStatements: settings.PREPARED_STATEMENTS,
        onEffectError: (err) => log.error({ err }, 'effect after commit failed'),
      },
    );
  const db = open(name, connections, options.statementMsMax);
  const groupCommitDb = groupCommitConnections
    ? open(`${name} group commit`, groupCommitConnections)
    : db;
  await awaitDatabase(db, { warn: (message) => log.warn(message), isLive: isLive(settings) });
  if (await canAlterTables(db)) log.warn(OWNER_WARNING);
  const boss = options.createBoss(withQueryTimeout(settings.DATABASE_URL), log);
  await boss.start();
  const changeNotifier = createChangeNotifier(db, (err) =>
    log.warn({ err }, 'cannot publish change notifications'),
  );
  for (const each of [db, groupCommitDb]) setChangeNotifier(each, changeNotifier);
  const deps: Deps = {
    db,
    jobs: createJobQueue(boss),
    clock: systemClock,
    newId: () => newId(systemClock.now()),
    payments: createResilientPaymentService(stripePaymentService(settings), { log }),
    log,
    rules: toShopRules(settings, await chooseShopCurrency(db, settings.CURRENCY)),
  };
  return {
    deps,
    groupCommitDb,
    boss,
    async close() {
      await changeNotifier.flush();
      await boss.stop({ graceful: false });
      await Promise.all([...new Set([db, groupCommitDb])].map((each) => each.destroy()));
    },
  };
}

function stripePaymentService(settings: Settings) {
  return createStripePaymentService({
    secretKey: settings.STRIPE_SECRET_KEY,
    webhookSecrets: settings.STRIPE_WEBHOOK_SECRET,
    apiUrl: settings.STRIPE_API_URL,
    publicUrl: publicUrl(settings),
    linkSecrets: settings.LINK_SECRET,
  });
}
