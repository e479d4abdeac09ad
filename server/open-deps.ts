import type { PgBoss } from 'pg-boss';
import { createDatabase, createPool, withSilenceLimit } from '#db/client.ts';
import { createAnnouncer } from './announce.ts';
import { systemClock } from './clock.ts';
import { rulesOf, type Deps } from './deps.ts';
import { publicUrl, type Settings } from './env.ts';
import { newId } from './ids.ts';
import { createJobQueue } from './jobs.ts';
import { createLog, type Log } from './log.ts';
import { guardPaymentService } from './payments/guard-payment-service.ts';
import { createStripePaymentService } from './payments/stripe-payment-service.ts';

export interface OpenDeps {
  deps: Deps;
  boss: PgBoss;
  /** Tells what is waiting to be told and closes the connections. The caller stops its work before. */
  close(): Promise<void>;
}

/**
 * Opens what the verbs of one process need.
 * @param options.connections the pool's size
 * @param options.createBoss pg-boss as this process uses it: sending only, or working
 */
export async function openDeps(
  settings: Settings,
  options: {
    name: string;
    connections: number;
    createBoss(databaseUrl: string, log: Log): PgBoss;
  },
): Promise<OpenDeps> {
  const log = createLog(options.name, settings.LOG_LEVEL);
  const pool = createPool(settings.DATABASE_URL, {
    name: `holdfast ${options.name}`,
    max: options.connections,
  });
  const db = createDatabase(pool);
  const boss = options.createBoss(withSilenceLimit(settings.DATABASE_URL), log);
  await boss.start();
  const announce = createAnnouncer(db, (err) => log.warn({ err }, 'cannot announce changes'));
  const deps: Deps = {
    db,
    jobs: createJobQueue(boss),
    clock: systemClock,
    newId: () => newId(systemClock.now()),
    payments: guardPaymentService(stripePaymentService(settings), { log }),
    announce,
    log,
    rules: rulesOf(settings),
  };
  return {
    deps,
    boss,
    async close() {
      await announce.flush();
      await boss.stop({ graceful: false });
      await db.destroy();
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
