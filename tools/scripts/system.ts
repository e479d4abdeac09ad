import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrate } from '#db/migrate.ts';
import { seedShop } from '#db/seed.ts';
import { ensureFirstStaff, type FirstStaff } from '#server/accounts/ensure-first-staff.ts';
import { isLive, readSettings } from '#server/platform/env.ts';
import { buildPages } from './build-pages.ts';
import { choosePort } from './choose-port.ts';
import { checkDatabase } from './check-database.ts';
import { acquireFileLock } from './file-lock.ts';
import { root } from './programs.ts';
import { readOrCreateSecrets, type Secrets } from './secrets.ts';
import { supervisePostgres, type SupervisedPostgres } from './supervised-postgres.ts';
import { SupervisedProcess, type Log } from './supervised-process.ts';

export const STAFF_EMAIL = 'staff@holdfast.example';

const NEXT_STUB_URL = new URL('./next-stub.ts', import.meta.url).href;

export interface SystemOptions {
  /** Settings, and what the processes inherit. Default: process.env. */
  environment?: NodeJS.ProcessEnv;
  dataDir?: string;
  /** Default: DATABASE_URL, or else the embedded server. */
  databaseUrl?: string;
  /** Default: DATABASE_OWNER_URL, or else the same as `databaseUrl`. */
  databaseOwnerUrl?: string;
  /** Next's development mode: pages are compiled on request; nothing is built. */
  dev?: boolean;
  /** false: no pages are built or served, for tests that only call procedures. */
  pages?: boolean;
  /** 0: any free port. */
  port?: number;
  sandboxPort?: number;
  paymentWindow?: string;
  recoveryDelay?: string;
  sweepCron?: string;
  /** false: PostgreSQL runs without fsync. */
  durable?: boolean;
  webCount?: number;
  workerCount?: number;
  /** Additional variables for the processes. */
  env?: Record<string, string>;
  /** Receives every line that a process prints. Default: discarded. */
  log?: Log;
  /** Receives a sentence before each step that takes time. */
  progress?: (text: string) => void;
  /** Aborts the start and stops what was started. */
  signal?: AbortSignal;
}

export interface System {
  shopUrl: string;
  /** This and the next two are undefined when Stripe's own keys are set. */
  sandboxUrl: string | undefined;
  sandboxKey: string | undefined;
  sandbox: SupervisedProcess | undefined;
  databaseUrl: string;
  /** Connects as the role that migrates. */
  databaseOwnerUrl: string;
  /** The first administrator; the password is valid where `signIn` says so. */
  staff: { email: string; password: string; signIn: FirstStaff };
  /** The first of `webs` and of `workers`. */
  web: SupervisedProcess;
  worker: SupervisedProcess;
  webs: SupervisedProcess[];
  /** URLs of `webs`, in the same order. */
  webUrls: string[];
  workers: SupervisedProcess[];
  /** undefined with an external database. */
  postgres: SupervisedPostgres | undefined;
  /** Drains web and worker, then stops the sandbox, then PostgreSQL. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts everything that `npm start` runs and resolves when the shop is listening.
 *
 * @throws when a port or the data directory is in use, the database cannot be reached, the pages cannot
 *   be built or a process does not start. The message says what to do; nothing is left running.
 */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const resources = new AsyncDisposableStack();
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= resources.disposeAsync());
  try {
    return { ...(await start(options, resources)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: SystemOptions,
  resources: AsyncDisposableStack,
): Promise<Omit<System, 'stop'>> {
  const { progress = () => {}, log = () => {}, signal } = options;
  const environment = options.environment ?? process.env;
  const dataDir = resolve(root, options.dataDir ?? environment.DATA_DIR ?? '.data');
  const lock = lockDataDir(dataDir);
  resources.defer(() => lock.release());
  const secrets = readOrCreateSecrets(dataDir);
  const ports = await choosePorts(options, environment, lock.takenOver);

  const postgres = await startPostgres(options, environment, dataDir);
  if (postgres) resources.defer(() => postgres.stop());
  const databaseUrl = postgres?.databaseUrl ?? options.databaseUrl ?? environment.DATABASE_URL!;
  const databaseOwnerUrl =
    postgres?.ownerUrl ??
    options.databaseOwnerUrl ??
    (environment.DATABASE_OWNER_URL || databaseUrl);
  const shopUrl = environment.PUBLIC_URL || `http://localhost:${ports.webs[0]}`;
  const env = buildEnvironment({ options, environment, dataDir, databaseUrl, shopUrl, secrets });
  const sandboxUrl = ports.sandbox === undefined ? undefined : `http://127.0.0.1:${ports.sandbox}`;
  if (sandboxUrl) env.STRIPE_API_URL = sandboxUrl;
  // Before anything is written.
  const live = isLive(readSettings(env));
  const signIn = await prepareDatabase({
    databaseUrl,
    databaseOwnerUrl,
    shopUrl,
    secrets,
    // Another address than Stripe's takes no real money either, unless it is sent a live key.
    sandbox: ports.sandbox !== undefined || (Boolean(environment.STRIPE_API_URL) && !live),
    live,
    progress,
  });
  signal?.throwIfAborted();
  if (!options.dev && options.pages !== false) {
    const onBuild = () => progress('Building the pages (half a minute, only after changes) …');
    await buildPages({ onBuild, signal });
  }

  progress('Starting the shop …');
  const create = (name: string, program: string, own: Record<string, string> = {}) =>
    new SupervisedProcess({ name, program, env: { ...env, ...own }, log });
  const sandbox = sandboxUrl
    ? create('sandbox', 'tools/payment-sandbox/main.ts', {
        SANDBOX_PORT: String(ports.sandbox),
        SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${ports.webs[0]}/api/webhooks/stripe`,
      })
    : undefined;
  const webs = ports.webs.map((port, index) =>
    create(index === 0 ? 'web' : `web ${index + 1}`, 'server/http/main.ts', { PORT: String(port) }),
  );
  const workers = Array.from({ length: options.workerCount ?? 1 }, (_, index) =>
    create(index === 0 ? 'worker' : `worker ${index + 1}`, 'workers/main.ts'),
  );
  if (sandbox) {
    resources.defer(() => sandbox.stop());
    await sandbox.start(signal);
  }
  resources.defer(async () => {
    await Promise.all([...webs, ...workers].map((process) => process.stop()));
  });
  // Wait for all, so that after a failed start none is still starting.
  const starts = await Promise.allSettled(
    [...webs, ...workers].map((process) => process.start(signal)),
  );
  for (const started of starts) if (started.status === 'rejected') throw started.reason;
  signal?.throwIfAborted();

  return {
    shopUrl,
    sandboxUrl,
    sandboxKey: sandbox && secrets.stripeSecretKey,
    sandbox,
    databaseUrl,
    databaseOwnerUrl,
    staff: { email: STAFF_EMAIL, password: secrets.staffPassword, signIn },
    web: webs[0]!,
    worker: workers[0]!,
    webs,
    webUrls: ports.webs.map((port) => `http://127.0.0.1:${port}`),
    workers,
    postgres,
  };
}

function lockDataDir(dataDir: string) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = acquireFileLock(join(dataDir, 'running.sqlite'));
  if (typeof lock !== 'number') return lock;
  throw new Error(
    `The shop already runs on ${dataDir} (process ${lock}). ` +
      'Stop it, or use another directory and other ports: DATA_DIR=.data-2 PORT=3001 SANDBOX_PORT=3011 npm start',
  );
}

/** After a crash, the processes of the previous run may still drain and hold their ports. */
async function choosePorts(
  options: SystemOptions,
  environment: NodeJS.ProcessEnv,
  afterCrash: boolean,
) {
  const choose = (setting: string, wanted: number) =>
    choosePort({
      wanted,
      setting,
      host: environment.HOST || '127.0.0.1',
      graceMs: afterCrash ? 40_000 : 3_000,
      onWait: () => options.progress?.(`Port ${wanted} is in use, waiting …`),
    });
  const webs = [await choose('PORT', options.port ?? readPort(environment, 'PORT', 3000))];
  while (webs.length < (options.webCount ?? 1)) webs.push(await choose('PORT', 0));
  if (environment.STRIPE_SECRET_KEY) return { webs, sandbox: undefined };
  const wanted = options.sandboxPort ?? readPort(environment, 'SANDBOX_PORT', 3010);
  return { webs, sandbox: await choose('SANDBOX_PORT', wanted) };
}

function readPort(environment: NodeJS.ProcessEnv, setting: string, defaultPort: number): number {
  const text = environment[setting] || String(defaultPort);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(
    `${setting} is "${text}". Set it to a port from 0 to 65535; 0 means any free port.`,
  );
}

async function startPostgres(
  { databaseUrl, durable = true, progress, log = () => {} }: SystemOptions,
  environment: NodeJS.ProcessEnv,
  dataDir: string,
): Promise<SupervisedPostgres | undefined> {
  if (databaseUrl ?? environment.DATABASE_URL) return undefined;
  progress?.('Starting PostgreSQL …');
  return await supervisePostgres({ dataDir: join(dataDir, 'postgres'), durable, log });
}

async function prepareDatabase(options: {
  databaseUrl: string;
  databaseOwnerUrl: string;
  shopUrl: string;
  secrets: Secrets;
  sandbox: boolean;
  /** Whether the shop takes real money. */
  live: boolean;
  progress: (text: string) => void;
}): Promise<FirstStaff> {
  const { databaseUrl, databaseOwnerUrl, shopUrl, secrets, sandbox, live, progress } = options;
  await checkDatabase(databaseOwnerUrl);
  progress('Migrating the database …');
  await migrate({ ownerUrl: databaseOwnerUrl, servingUrl: databaseUrl });
  if (await seedShop(databaseUrl, { demo: !live })) progress('Added demo products.');
  return await ensureFirstStaff({
    databaseUrl,
    authSecret: secrets.sessionSecret,
    publicUrl: shopUrl,
    email: STAFF_EMAIL,
    password: secrets.staffPassword,
    sandbox,
  });
}

/** The environment of every process; each gets its own port in addition. */
function buildEnvironment(system: {
  options: SystemOptions;
  environment: NodeJS.ProcessEnv;
  dataDir: string;
  databaseUrl: string;
  shopUrl: string;
  secrets: Secrets;
}): NodeJS.ProcessEnv {
  const { options, environment, secrets } = system;
  const chosen = {
    PAYMENT_WINDOW: options.paymentWindow,
    RECOVERY_DELAY: options.recoveryDelay,
    SWEEP_CRON: options.sweepCron,
  };
  return {
    ...(!environment.AUTH_SECRET && {
      SESSION_SECRET: secrets.sessionSecret,
      BUYER_SECRET: secrets.buyerSecret,
      LINK_SECRET: secrets.linkSecret,
    }),
    STRIPE_SECRET_KEY: secrets.stripeSecretKey,
    STRIPE_WEBHOOK_SECRET: environment.STRIPE_SECRET_KEY ? undefined : secrets.stripeWebhookSecret,
    ...environment,
    ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)),
    NODE_ENV: options.dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATA_DIR: system.dataDir,
    DATABASE_URL: system.databaseUrl,
    // Processes that serve must not be able to connect as the owner.
    DATABASE_OWNER_URL: undefined,
    PUBLIC_URL: system.shopUrl,
    HOST: environment.HOST || '127.0.0.1',
    ...(options.pages === false && { NODE_OPTIONS: `--import=${NEXT_STUB_URL}` }),
    ...options.env,
  };
}
