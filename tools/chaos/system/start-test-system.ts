import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDatabase, createPool, type PooledDatabase } from '#db/client.ts';
import { freePort } from '#db/embedded/free-port.ts';
import { supervisePostgres, type SupervisedPostgres } from '../../scripts/supervised-postgres.ts';
import { SupervisedProcess, type Log } from '../../scripts/supervised-process.ts';
import { startSystem, type System } from '../../scripts/system.ts';
import { startTcpProxy, type TcpProxy } from '../proxy/tcp-proxy.ts';

/** X and N of the shop under test. */
const PAYMENT_WINDOW = '4s';
const RECOVERY_DELAY = '2s';
const START_ATTEMPTS_MAX = 3;

/** The whole shop as real processes, with proxies where its processes speak to each other. */
export interface TestSystem {
  shop: System;
  sandbox: SupervisedProcess;
  postgres: SupervisedPostgres;
  /** Straight to the database, past the proxy, for faults and for the audit. */
  db: PooledDatabase;
  /** Between webs and workers, and PostgreSQL. */
  databaseProxy: TcpProxy;
  /** Between webs and workers, and the payment service. */
  serviceProxy: TcpProxy;
  /** Between the payment service and the webs, which take turns. */
  webhookProxy: TcpProxy;
  /** Straight to the payment service. */
  service: { url: string; key: string; webhookSecret: string };
  stop(): Promise<void>;
}

/**
 * Starts two webs, two workers, the payment sandbox and a durable PostgreSQL.
 * @param options.pages false leaves out Next and the build of its pages
 * @throws when something does not start; nothing is left running then
 */
export async function startTestSystem(options: TestSystemOptions): Promise<TestSystem> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startWithCleanup({
        ...options,
        dataDir: join(options.dataDir, String(attempt)),
      });
    } catch (error) {
      // A free port may be taken by a connection of anybody's before it is listened on.
      const isPortTaken = error instanceof Error && /EADDRINUSE|in use/.test(error.message);
      if (!isPortTaken || attempt === START_ATTEMPTS_MAX) throw error;
    }
  }
}

interface TestSystemOptions {
  dataDir: string;
  pages: boolean;
  log: Log;
  signal: AbortSignal;
}

async function startWithCleanup(options: TestSystemOptions): Promise<TestSystem> {
  const cleanUps: (() => unknown)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= (async () => {
      for (const cleanUp of cleanUps.toReversed()) await cleanUp();
    })());
  try {
    return { ...(await start(options, cleanUps)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  { dataDir, pages, log, signal }: TestSystemOptions,
  cleanUps: (() => unknown)[],
): Promise<Omit<TestSystem, 'stop'>> {
  const service = {
    url: `http://127.0.0.1:${await freePort()}`,
    key: `sk_test_chaos_${randomBytes(16).toString('hex')}`,
    webhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
  };
  let webs: string[] = [];
  let turn = 0;
  const openProxy = async (target: () => number) => {
    const proxy = await startTcpProxy(target);
    cleanUps.push(() => proxy.close());
    return proxy;
  };
  const serviceProxy = await openProxy(() => portOf(service.url));
  // Until the webs serve, port 9 (discard) refuses, as a shop that is down does.
  const webhookProxy = await openProxy(() =>
    portOf(webs[turn++ % webs.length] ?? 'http://localhost:9'),
  );

  const postgres = await supervisePostgres({
    dataDir: join(dataDir, 'postgres'),
    durable: true,
    log,
  });
  cleanUps.push(() => postgres.stop());
  const databaseProxy = await openProxy(() => portOf(postgres.databaseUrl));
  const db = createDatabase(createPool(postgres.databaseUrl, { name: 'holdfast chaos', max: 4 }));
  cleanUps.push(() => db.destroy());

  const environment = {
    ...inheritedEnvironment(),
    STRIPE_SECRET_KEY: service.key,
    STRIPE_WEBHOOK_SECRET: service.webhookSecret,
  };
  const sandbox = new SupervisedProcess({
    name: 'sandbox',
    program: 'tools/payment-sandbox/main.ts',
    env: {
      ...environment,
      DATA_DIR: dataDir,
      SANDBOX_PORT: String(portOf(service.url)),
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${webhookProxy.port}/api/webhooks/stripe`,
    },
    log,
  });
  cleanUps.push(() => sandbox.stop());
  await sandbox.start(signal);

  const shop = await startSystem({
    environment: { ...environment, STRIPE_API_URL: `http://127.0.0.1:${serviceProxy.port}` },
    dataDir,
    databaseUrl: withPort(postgres.databaseUrl, databaseProxy.port),
    port: 0,
    pages,
    webCount: 2,
    workerCount: 2,
    paymentWindow: PAYMENT_WINDOW,
    recoveryDelay: RECOVERY_DELAY,
    sweepCron: '* * * * *',
    env: { ORDERS_PER_MINUTE: '0', LOG_LEVEL: 'info' },
    log,
    signal,
  });
  cleanUps.push(() => shop.stop());
  webs = shop.webUrls;
  return { shop, sandbox, postgres, db, databaseProxy, serviceProxy, webhookProxy, service };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}

/** Settings of whoever runs it must not change the shop under test. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'USER', 'TMPDIR', 'TEMP', 'SystemRoot', 'LANG'];
  const kept = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
