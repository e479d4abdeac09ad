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
  /** Kept between runs; made when it is missing. */
  dataDir: string;
  /** false: faster, and lost when the machine (not merely the server) fails. For tests. */
  durable?: boolean;
  /** Default: any free one. A server adopted from an earlier run keeps the port it has. */
  port?: number;
}

export interface EmbeddedPostgres {
  /** An address for the role `holdfast`, which owns the database `holdfast` and is no superuser. */
  databaseUrl(database?: string): string;
  superuserUrl(database?: string): string;
  pid: number;
  port: number;
  /** Whether it was still running from an earlier process of ours. */
  adopted: boolean;
  isRunning(): boolean;
  /** Ends sessions, writes a checkpoint and waits for the server to be gone. May be called twice. */
  stop(): Promise<void>;
}

const ROLE = 'holdfast';
interface Passwords {
  superuser: string;
  role: string;
}

/**
 * Starts the PostgreSQL that npm installed, on loopback, with its data below `dataDir`, or adopts
 * the one that an earlier process left running there. It outlives a Ctrl-C and a crash of ours:
 * stop it.
 *
 * @throws with a message that says what to do: no binaries for this platform, port taken, data of
 *   another user, a server that does not start (with the end of its log)
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? true;
  const home = resolve(options.dataDir);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const cluster = join(home, 'cluster');
  const user = serverUser(cluster);
  const place = {
    home,
    cluster,
    log: join(home, 'server.log'),
    user,
    binaries: findBinaries(user),
  };
  if (user) chownSync(home, user.uid, user.gid);

  const passwords = readPasswords(place);
  if (!existsSync(cluster)) initCluster(place, passwords, durable);
  assertClusterOwner(place);

  const adopted = await adoptRunningServer(place, passwords.superuser);
  const { pid, port } = adopted ?? (await launchServer(place, { durable, port: options.port }));
  const urlFor = (role: string, password: string, database: string) =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
  const server: EmbeddedPostgres = {
    databaseUrl: (database = ROLE) => urlFor(ROLE, passwords.role, database),
    superuserUrl: (database = 'postgres') => urlFor('postgres', passwords.superuser, database),
    pid,
    port,
    adopted: adopted !== undefined,
    isRunning: () => isServing(pid, cluster),
    stop: () => stopServer(pid, place),
  };
  try {
    await ensureRoleAndDatabase(server.superuserUrl(), passwords.role);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** The passwords are made once and belong to whoever runs us, not to the server's user. */
function readPasswords({ home, cluster }: ServerContext): Passwords {
  const file = join(home, 'passwords.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
  if (existsSync(cluster)) {
    throw new Error(
      `${file} is missing, so the database in ${cluster} cannot be opened. ` +
        'Put the file back, or move the directory away to begin with an empty database.',
    );
  }
  const passwords = { superuser: generatePassword(), role: generatePassword() };
  writeFileSync(`${file}.new`, `${JSON.stringify(passwords)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return passwords;
}

/** Its letters need no quoting, neither in an address nor in SQL. */
function generatePassword(): string {
  return randomBytes(24).toString('base64url');
}

/** Makes the cluster beside its final place, so that a half-made one is never taken for whole. */
function initCluster(place: ServerContext, passwords: Passwords, durable: boolean): void {
  for (const name of readdirSync(place.home)) {
    if (name.startsWith('cluster.')) rmSync(join(place.home, name), { recursive: true });
  }
  const half = `${place.cluster}.${process.pid}`;
  const passwordFile = join(half, 'password');
  const data = join(half, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
  if (place.user) {
    for (const path of [half, data, passwordFile]) chownSync(path, place.user.uid, place.user.gid);
  }
  const way = accessiblePath(half, place.user);
  const result = spawnSync(
    place.binaries.initdb,
    [
      `--pgdata=${join(way.path, 'data')}`,
      '--username=postgres',
      `--pwfile=${join(way.path, 'password')}`,
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
      ...place.user,
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', ...way.fds],
    },
  );
  way.close();
  if (result.error || result.status !== 0) {
    rmSync(half, { recursive: true, force: true });
    const detail = result.error?.message ?? result.stderr.toString().trim();
    throw new Error(
      `PostgreSQL could not make its data directory in ${place.home}: ${detail}\n` +
        'Point DATA_DIR at a directory with room, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  renameSync(data, place.cluster);
  rmSync(half, { recursive: true });
}

function assertClusterOwner({ cluster, home }: ServerContext): void {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0 || statSync(cluster).uid === uid) return;
  throw new Error(
    `${home} belongs to another user (was it first started as root?). ` +
      'Start as that user again, or point DATA_DIR at a directory of your own.',
  );
}

/** Repeatable, since a crash may have come between making the cluster and making these. */
async function ensureRoleAndDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const role = await client.query('select from pg_roles where rolname = $1', [ROLE]);
    if (role.rowCount === 0) await client.query(`create role ${ROLE} login password '${password}'`);
    const database = await client.query('select from pg_database where datname = $1', [ROLE]);
    if (database.rowCount === 0) await client.query(`create database ${ROLE} owner ${ROLE}`);
  } finally {
    await client.end();
  }
}
