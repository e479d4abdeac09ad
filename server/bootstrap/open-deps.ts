import type { PgBoss } from 'pg-boss';
import { createDatabase, createPool, withQueryTimeout, type Database } from '#db/client.ts';
import { createChangeNotifier } from '../platform/change-notifier.ts';
import { systemClock } from '../platform/clock.ts';
import { toShopRules, type Deps } from '../platform/deps.ts';
import { publicUrl, type Settings } from '../platform/env.ts';
import { newId } from '../platform/ids.ts';
import { createJobQueue } from '../platform/jobs.ts';
import { createLog, type Log } from '../platform/log.ts';
import { createResilientPaymentService } from '../stripe/resilient-payment-service.ts';
import { createStripePaymentService } from '../stripe/stripe-payment-service.ts';

export interface OpenDeps {
  deps: Deps;
  /** The same database on connections apart, for which nobody else waits; when they were asked for. */
  groupCommitDb: Database;
  boss: PgBoss;
  /** Tells what is waiting to be told and closes the connections. The caller stops its work before. */
  close(): Promise<void>;
}

/**
 * Opens what the verbs of one process need.
 * @param options.connections the pool's size
 * @param options.connectionsApart of a second pool, for what must not wait behind the first one's users
 * @param options.createBoss pg-boss as this process uses it: sending only, or working
 */
export async function openDeps(
  settings: Settings,
  options: {
    name: string;
    connections: number;
    connectionsApart?: number;
    createBoss(databaseUrl: string, log: Log): PgBoss;
  },
): Promise<OpenDeps> {
  const log = createLog(options.name, settings.LOG_LEVEL);
  const open = (name: string, max: number) =>
    createDatabase(createPool(settings.DATABASE_URL, { name: `holdfast ${name}`, max }));
  const db = open(options.name, options.connections);
  const { connectionsApart } = options;
  const dbApart = connectionsApart ? open(`${options.name} apart`, connectionsApart) : db;
  const boss = options.createBoss(withQueryTimeout(settings.DATABASE_URL), log);
  await boss.start();
  const announce = createChangeNotifier(db, (err) => log.warn({ err }, 'cannot announce changes'));
  const deps: Deps = {
    db,
    jobs: createJobQueue(boss),
    clock: systemClock,
    newId: () => newId(systemClock.now()),
    payments: createResilientPaymentService(stripePaymentService(settings), { log }),
    changeNotifier: announce,
    log,
    rules: toShopRules(settings),
  };
  return {
    deps,
    groupCommitDb: dbApart,
    boss,
    async close() {
      await announce.flush();
      await boss.stop({ graceful: false });
      await Promise.all([...new Set([db, dbApart])].map((each) => each.destroy()));
    },
  };
}

function stripePaymentService(settings: Settings) {
  return createStripePaymentService({
    secretKey: settings.STRIPE_SECRET_KEY,
    webhookSecrets: settings.STRIPE_WEBHOOK_SECRET,
    apiUrl: settings.STRIPE_API_URL,
    publicUrl: publicUrl(settings),
  });
}
