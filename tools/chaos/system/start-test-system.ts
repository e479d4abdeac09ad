import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import getPort from 'get-port';
import { createDatabase, createPool, type PooledDatabase } from '#db/client.ts';
import { supervisePostgres, type SupervisedPostgres } from '../../scripts/supervised-postgres.ts';
import { SupervisedProcess, type Log } from '../../scripts/supervised-process.ts';
import { startSystem, type System } from '../../scripts/system.ts';
import { startTcpProxy, type TcpProxy } from '../proxy/tcp-proxy.ts';

/** X and N of the shop under test. */
const PAYMENT_WINDOW = '4s';
const RECOVERY_DELAY = '2s';
const START_ATTEMPTS_MAX = 3;

/** The whole shop as real processes, with proxies between them. */
export interface TestSystem {
  shop: System;
  sandbox: SupervisedProcess;
  postgres: SupervisedPostgres;
  /** Bypasses the proxy, for faults and the audit. */
  db: PooledDatabase;
  /** Between webs and workers, and PostgreSQL. */
  databaseProxy: TcpProxy;
  /** Between webs and workers, and the payment service. */
  serviceProxy: TcpProxy;
  /** Between the payment service and the webs, in turn. */
  webhookProxy: TcpProxy;
  /** Bypasses the proxy. */
  service: { url: string; key: string; webhookSecret: string };
  stop(): Promise<void>;
}

/**
 * Starts two webs, two workers, the payment sandbox and a durable PostgreSQL.
 * @param options.pages false skips Next and its build
 * @throws when something does not start; everything is stopped then
 */
export async function startTestSystem(options: TestSystemOptions): Promise<TestSystem> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startWithCleanup({
        ...options,
        dataDir: join(options.dataDir, String(attempt)),
      });
    } catch (error) {
      // Another process may take a free port before it is used.
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
    url: `http://127.0.0.1:${await getPort({ host: '127.0.0.1' })}`,
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
  // Until the webs are ready, port 9 (discard) refuses connections.
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
    databaseOwnerUrl: postgres.ownerUrl,
    port: 0,
    pages,
    webCount: 2,
    workerCount: 2,
    paymentWindow: PAYMENT_WINDOW,
    recoveryDelay: RECOVERY_DELAY,
    sweepCron: '* * * * *',
    env: {
      // All shoppers come from one address.
      NETWORK_MAX_OPEN_ORDERS: '0',
      NETWORK_MAX_UNITS_HELD: '0',
      NETWORK_MAX_UNITS_HELD_TOTAL: '0',
      CHALLENGE_AFTER_REFUSALS: '0',
      REQUESTS_PER_MINUTE: '0',
      REAUTHENTICATE_AFTER: '24h',
      LOG_LEVEL: 'info',
    },
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

/** The caller's environment must not change the shop under test. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'USER', 'TMPDIR', 'TEMP', 'SystemRoot', 'LANG'];
  const set = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return Object.fromEntries(set) as NodeJS.ProcessEnv;
}
