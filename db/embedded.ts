import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { canEnter, findBinaries, serverUser } from './embedded-binaries.ts';
import type { Binaries, ServerUser } from './embedded-binaries.ts';
import { isServing, readPostmasterPid } from './postmaster-pid.ts';

export type EmbeddedOptions = {
  /** Kept between runs; made when it is missing. */
  dataDir: string;
  /** false: faster, and lost when the machine (not merely the server) fails. For tests. */
  durable?: boolean;
  /** Default: any free one. A server adopted from an earlier run keeps the port it has. */
  port?: number;
};

export type EmbeddedPostgres = {
  /** An address for the role `holdfast`, which owns the database `holdfast` and is no superuser. */
  databaseUrl(database?: string): string;
  superuserUrl(database?: string): string;
  pid: number;
  port: number;
  /** Whether it was still running from an earlier process of ours. */
  adopted: boolean;
  /** Ends sessions, writes a checkpoint and waits for the server to be gone. May be called twice. */
  stop(): Promise<void>;
};

const ROLE = 'holdfast';
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 20_000;
/** PostgreSQL binds the port itself, so a port found free may be taken by then. */
const START_TRIES_MAX = 20;

type Place = {
  home: string;
  cluster: string;
  log: string;
  binaries: Binaries;
  user: ServerUser | undefined;
};
type Passwords = { superuser: string; role: string };

/**
 * Starts the PostgreSQL that npm installed, on loopback, with its data below `dataDir`, or adopts
 * the one that an earlier process left running there. It outlives a Ctrl-C and a crash of ours:
 * stop it.
 *
 * @throws with a message that says what to do: no binaries for this platform, port taken, data of
 *   another user, a server that does not start (with the end of its log)
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
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
  if (!existsSync(cluster)) initialise(place, passwords);
  refuseForeignCluster(place);

  const adopted = await adopt(place, passwords);
  const { pid, port } = adopted ?? (await launch(place, options));
  const urlFor = (role: string, password: string, database: string) =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
  const server: EmbeddedPostgres = {
    databaseUrl: (database = ROLE) => urlFor(ROLE, passwords.role, database),
    superuserUrl: (database = 'postgres') => urlFor('postgres', passwords.superuser, database),
    pid,
    port,
    adopted: adopted !== undefined,
    stop: () => stop(pid, place),
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
function readPasswords({ home, cluster }: Place): Passwords {
  const file = join(home, 'passwords.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
  if (existsSync(cluster)) {
    throw new Error(
      `${file} is missing, so the database in ${cluster} cannot be opened. ` +
        'Put the file back, or move the directory away to begin with an empty database.',
    );
  }
  const random = () => randomBytes(24).toString('base64url');
  const passwords = { superuser: random(), role: random() };
  writeFileSync(`${file}.new`, `${JSON.stringify(passwords)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return passwords;
}

/** Makes the cluster beside its final place, so that a half-made one is never taken for whole. */
function initialise(place: Place, passwords: Passwords): void {
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
  const way = wayTo(half, place.user);
  const result = spawnSync(
    place.binaries.initdb,
    [
      ...['-D', join(way.path, 'data'), '-U', 'postgres', '-E', 'UTF8', '--locale=C'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--auth=scram-sha-256'],
      ...[`--pwfile=${join(way.path, 'password')}`, '--no-sync', '--no-instructions'],
    ],
    { cwd: '/', ...place.user, env: environment(), stdio: ['ignore', 'pipe', 'pipe', ...way.fds] },
  );
  way.close();
  if (result.error || result.status !== 0) {
    rmSync(half, { recursive: true, force: true });
    const detail = result.error?.message ?? `${result.stderr.toString().trim()}`;
    throw new Error(
      `PostgreSQL could not make its data directory in ${place.home}: ${detail}\n` +
        'Point DATA_DIR at a directory with room, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  renameSync(data, place.cluster);
  rmSync(half, { recursive: true });
}

function refuseForeignCluster({ cluster, home }: Place): void {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0 || statSync(cluster).uid === uid) return;
  throw new Error(
    `${home} belongs to another user (was it first started as root?). ` +
      'Start as that user again, or point DATA_DIR at a directory of your own.',
  );
}

/**
 * Finds a server that outlived the process which started it. One that is starting, recovering or
 * stopping is waited for; the pid file of a dead one is removed, since PostgreSQL refuses to start
 * beside it when its number has gone to another process or to a zombie.
 */
async function adopt(place: Place, passwords: Passwords) {
  for (const deadline = Date.now() + START_MS_MAX; ; await pause(20)) {
    const found = readPostmasterPid(place.cluster);
    if (!found || !isServing(found.pid, place.cluster)) {
      rmSync(join(place.cluster, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (found.status === 'ready' && (await answers(found.port, passwords))) return found;
    if (Date.now() > deadline) {
      throw new Error(
        `A PostgreSQL server (process ${found.pid}) holds ${place.cluster} but does not answer. ` +
          'Stop that process and start again.',
      );
    }
  }
}

async function answers(port: number, passwords: Passwords): Promise<boolean> {
  const client = new pg.Client({
    ...{ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' },
    ...{ password: passwords.superuser, connectionTimeoutMillis: 5_000 },
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function launch(place: Place, options: EmbeddedOptions) {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort());
    const problem = await tryLaunch(place, port, options.durable ?? true);
    if (typeof problem === 'number') return { pid: problem, port };
    const taken = /could not bind|Address already in use/i.test(problem);
    if (taken && options.port) {
      throw new Error(
        `Port ${port} on 127.0.0.1 is taken, so PostgreSQL cannot listen there. ` +
          'Stop what uses it, or choose another port.',
      );
    }
    // After a kill -9 of the server its sessions need a moment to notice and to let go.
    const lingering = /shared memory block|lock file .* already exists/i.test(problem);
    if ((!taken && !lingering) || attempt === START_TRIES_MAX) {
      throw new Error(
        `PostgreSQL did not start. Its log, ${place.log}, ends with:\n${problem}\n` +
          'Mend that, or set DATABASE_URL to a PostgreSQL of your own.',
      );
    }
    await pause(100);
  }
}

/** One attempt; answers with the server's pid, or with the end of its log. */
async function tryLaunch(place: Place, port: number, durable: boolean): Promise<number | string> {
  const log = openSync(place.log, sizeOf(place.log) > 10_000_000 ? 'w' : 'a', 0o600);
  const logStart = fstatSync(log).size;
  const way = wayTo(place.cluster, place.user);
  const server = spawn(place.binaries.postgres, ['-D', way.path, ...settings(port, durable)], {
    // A session of its own: the terminal's Ctrl-C is for us, and we stop it in our own order.
    ...{ cwd: '/', detached: true, env: environment(), ...place.user },
    stdio: ['ignore', log, log, ...way.fds],
  });
  server.unref();
  way.close();
  closeSync(log);
  try {
    const ended = endOf(server);
    for (const deadline = Date.now() + START_MS_MAX; Date.now() < deadline;) {
      const end = await Promise.race([ended, pause(10)]);
      if (end !== undefined) {
        const text = readFileSync(place.log).subarray(logStart).toString().trim();
        return text.split('\n').slice(-8).join('\n') || end;
      }
      const found = readPostmasterPid(place.cluster);
      if (found?.pid === server.pid && found?.status === 'ready') return found.pid;
    }
    server.kill('SIGQUIT');
    return `no answer within ${START_MS_MAX / 1000} s`;
  } finally {
    server.removeAllListeners();
    // A late error of a process that is no longer ours to watch must not end this one.
    server.on('error', () => {});
  }
}

function endOf(server: ChildProcess): Promise<string> {
  return new Promise((done) => {
    server.once('error', (error) => done(error.message));
    server.once('exit', (code, signal) => done(`ended with ${signal ?? `exit code ${code}`}`));
  });
}

function settings(port: number, durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %d ',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * A path by which the server's user reaches `directory`. Below a directory closed to that user
 * (a 0700 home) it is an inherited descriptor, which needs no rights on the way there.
 */
function wayTo(directory: string, user: ServerUser | undefined) {
  if (!user || canEnter(directory, user)) return { path: directory, fds: [], close: () => {} };
  if (process.platform !== 'linux') {
    throw new Error(
      `PostgreSQL cannot run as root, and user ${user.uid} cannot enter ${directory}. ` +
        'Start as an ordinary user, or point DATA_DIR at a directory that others can enter.',
    );
  }
  const fd = openSync(directory, 'r');
  return { path: '/proc/self/fd/3', fds: [fd], close: () => closeSync(fd) };
}

/** Without PG* variables, which would redirect it, and without a locale that may not exist. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' } as NodeJS.ProcessEnv;
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => {
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', done);
  });
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('No free port found.');
  return address.port;
}

/** Repeatable, since a crash may have come between making the cluster and making these. */
async function ensureRoleAndDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const role = await client.query('select from pg_roles where rolname = $1', [ROLE]);
    // The password is of our own making, base64url, so it needs no quoting.
    if (role.rowCount === 0) await client.query(`create role ${ROLE} login password '${password}'`);
    const database = await client.query('select from pg_database where datname = $1', [ROLE]);
    if (database.rowCount === 0) await client.query(`create database ${ROLE} owner ${ROLE}`);
  } finally {
    await client.end();
  }
}

async function stop(pid: number, { cluster, binaries, home }: Place): Promise<void> {
  if (!isServing(pid, cluster)) return;
  if (process.platform === 'win32') {
    // Windows has no signals to stop it gently.
    spawnSync(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], { cwd: home });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (const deadline = Date.now() + STOP_MS_MAX; isServing(pid, cluster); await pause(10)) {
    if (Date.now() < deadline) continue;
    // Ends at once and recovers at the next start: nothing committed is lost.
    process.kill(pid, 'SIGQUIT');
    return;
  }
}
