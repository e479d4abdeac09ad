import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrate } from '#db/migrate.ts';
import { seedDemoCatalogue } from '#db/seed.ts';
import { ensureStaff } from '#server/accounts/ensure-staff.ts';
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

export type SystemOptions = {
  /** Where settings are read from and what the processes inherit. Default: our own environment. */
  environment?: NodeJS.ProcessEnv;
  dataDir?: string;
  /** Default: DATABASE_URL, or else the embedded server. */
  databaseUrl?: string;
  /** Pages from their sources, reloaded at changes; nothing is built. */
  dev?: boolean;
  /** false: none are built and none answered, for drills that call procedures alone. */
  pages?: boolean;
  /** Of the shop and of the sandbox; 0: any free one. */
  port?: number;
  sandboxPort?: number;
  paymentWindow?: string;
  recoveryDelay?: string;
  sweepCron?: string;
  /** false: PostgreSQL need not survive a power cut. */
  durable?: boolean;
  webCount?: number;
  workerCount?: number;
  /** More variables for the processes. */
  env?: Record<string, string>;
  /** Gets every line that a process prints. Default: nobody does. */
  log?: Log;
  /** Gets a sentence before each step that takes time. */
  progress?: (text: string) => void;
  /** Abandons the start; what had been started is stopped. */
  signal?: AbortSignal;
};

export type System = {
  shopUrl: string;
  /** undefined with Stripe's own keys, as are the next two. */
  sandboxUrl: string | undefined;
  sandboxKey: string | undefined;
  sandbox: SupervisedProcess | undefined;
  databaseUrl: string;
  staff: { email: string; password: string };
  /** The first ones, for the many who start one of each. */
  web: SupervisedProcess;
  worker: SupervisedProcess;
  webs: SupervisedProcess[];
  /** The addresses of `webs`. */
  webUrls: string[];
  workers: SupervisedProcess[];
  /** undefined with a database of somebody else's. */
  postgres: SupervisedPostgres | undefined;
  /** Lets web and worker drain, then ends the sandbox, then PostgreSQL. May be called twice. */
  stop(): Promise<void>;
};

/**
 * Starts all that `npm start` runs, and answers when the shop is open.
 *
 * @throws with what to do when a port is taken, the data directory is in use, the database cannot be
 *   reached, the pages cannot be built or a process does not start; nothing is left running then
 */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const cleanUps: (() => unknown)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= runInReverse(cleanUps));
  try {
    return { ...(await start(options, cleanUps)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function runInReverse(cleanUps: (() => unknown)[]): Promise<void> {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
}

async function start(
  options: SystemOptions,
  cleanUps: (() => unknown)[],
): Promise<Omit<System, 'stop'>> {
  const { progress = () => {}, log = () => {}, signal } = options;
  const environment = options.environment ?? process.env;
  const dataDir = resolve(root, options.dataDir ?? environment.DATA_DIR ?? '.data');
  const lock = lockDataDir(dataDir);
  cleanUps.push(() => lock.release());
  const secrets = readOrCreateSecrets(dataDir);
  const ports = await choosePorts(options, environment, lock.takenOver);

  const postgres = await startPostgres(options, environment, dataDir);
  if (postgres) cleanUps.push(() => postgres.stop());
  const databaseUrl = postgres?.databaseUrl ?? options.databaseUrl ?? environment.DATABASE_URL!;
  const shopUrl = environment.PUBLIC_URL || `http://localhost:${ports.webs[0]}`;
  const authSecret = environment.AUTH_SECRET || secrets.authSecret;
  await prepareDatabase({ databaseUrl, shopUrl, secrets: { ...secrets, authSecret }, progress });
  signal?.throwIfAborted();
  if (!options.dev && options.pages !== false) {
    const onBuild = () => progress('Building the pages (half a minute, only after changes) …');
    await buildPages({ onBuild, signal });
  }

  progress('Opening the shop …');
  const env = buildEnvironment({ options, environment, dataDir, databaseUrl, shopUrl, secrets });
  const sandboxUrl = ports.sandbox === undefined ? undefined : `http://127.0.0.1:${ports.sandbox}`;
  if (sandboxUrl) env.STRIPE_API_URL = sandboxUrl;
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
    cleanUps.push(() => sandbox.stop());
    await sandbox.start(signal);
  }
  cleanUps.push(() => Promise.all([...webs, ...workers].map((process) => process.stop())));
  // All are waited for, so that a failed start leaves none half-way.
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
    staff: { email: STAFF_EMAIL, password: secrets.staffPassword },
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
      'Stop that one, or give this one a directory of its own: DATA_DIR=.data-2 PORT=3001 SANDBOX_PORT=3011 npm start',
  );
}

/** Who died without a word may still be draining, so its ports are waited for longer. */
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
      onWait: () => options.progress?.(`Port ${wanted} is in use, waiting for it a moment …`),
    });
  const webs = [await choose('PORT', options.port ?? readPort(environment, 'PORT', 3000))];
  while (webs.length < (options.webCount ?? 1)) webs.push(await choose('PORT', 0));
  if (environment.STRIPE_SECRET_KEY) return { webs, sandbox: undefined };
  const wanted = options.sandboxPort ?? readPort(environment, 'SANDBOX_PORT', 3010);
  return { webs, sandbox: await choose('SANDBOX_PORT', wanted) };
}

function readPort(environment: NodeJS.ProcessEnv, setting: string, byDefault: number): number {
  const text = environment[setting] || String(byDefault);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`${setting} is "${text}". Set it to a port from 0 to 65535; 0 is any free one.`);
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

async function prepareDatabase(step: {
  databaseUrl: string;
  shopUrl: string;
  secrets: Secrets;
  progress: (text: string) => void;
}): Promise<void> {
  const { databaseUrl, secrets, progress } = step;
  await checkDatabase(databaseUrl);
  progress('Bringing the database up to date …');
  await migrate(databaseUrl);
  if (await seedDemoCatalogue(databaseUrl)) progress('Filled the empty shop with demo products.');
  await ensureStaff({
    databaseUrl,
    authSecret: secrets.authSecret,
    publicUrl: step.shopUrl,
    email: STAFF_EMAIL,
    name: 'Shop staff',
    password: secrets.staffPassword,
  });
}

/** What every process is told; each gets its own port on top. */
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
    AUTH_SECRET: secrets.authSecret,
    STRIPE_SECRET_KEY: secrets.stripeSecretKey,
    STRIPE_WEBHOOK_SECRET: environment.STRIPE_SECRET_KEY ? undefined : secrets.stripeWebhookSecret,
    ...environment,
    ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)),
    NODE_ENV: options.dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATA_DIR: system.dataDir,
    DATABASE_URL: system.databaseUrl,
    PUBLIC_URL: system.shopUrl,
    HOST: environment.HOST || '127.0.0.1',
    ...(options.pages === false && { NODE_OPTIONS: `--import=${NEXT_STUB_URL}` }),
    ...options.env,
  };
}
