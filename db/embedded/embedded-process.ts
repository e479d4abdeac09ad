import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import pg from 'pg';
import { canTraverse, type Binaries, type ServerUser } from './embedded-binaries.ts';
import { isServing, readPostmasterPid } from './postmaster-pid.ts';

const START_MS_MAX = 120_000;
const STOP_MS_MAX = 20_000;
/** Another process may take a free port before PostgreSQL binds it. */
const START_TRIES_MAX = 20;

/** Paths, binaries and user of a server. */
export interface ServerContext {
  home: string;
  cluster: string;
  log: string;
  binaries: Binaries;
  user: ServerUser | undefined;
}
/**
 * Finds a server of an earlier run, and waits if it is starting, recovering or stopping. The pid file of a
 * dead server is removed: PostgreSQL does not start if another process or a zombie has that pid.
 */
export async function adoptRunningServer(context: ServerContext, superuserPassword: string) {
  for (const deadline = Date.now() + START_MS_MAX; ; await delay(20)) {
    const found = readPostmasterPid(context.cluster);
    if (!found || !isServing(found.pid, context.cluster)) {
      rmSync(join(context.cluster, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (found.status === 'ready' && (await acceptsConnections(found.port, superuserPassword)))
      return found;
    if (Date.now() > deadline) {
      throw new Error(
        `A PostgreSQL server (process ${found.pid}) runs on ${context.cluster} but does not respond. ` +
          'Stop that process and start again.',
      );
    }
  }
}

async function acceptsConnections(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
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

/**
 * Starts a server and waits until it accepts connections, after crash recovery if needed.
 *
 * @param options.port undefined or 0: any free port
 */
export async function launchServer(
  context: ServerContext,
  options: { port?: number; durable: boolean },
) {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await getPort({ host: '127.0.0.1' }));
    const problem = await tryLaunchServer(context, port, options.durable);
    if (typeof problem === 'number') return { pid: problem, port };
    const isPortInUse = /could not bind|Address already in use/i.test(problem);
    if (isPortInUse && options.port) {
      throw new Error(
        `Port ${port} on 127.0.0.1 is in use, so PostgreSQL cannot listen there. ` +
          'Stop the program that uses it, or choose another port.',
      );
    }
    // After a kill -9 of the server, its sessions need a moment to exit.
    const lingering = /shared memory block|lock file .* already exists/i.test(problem);
    if ((!isPortInUse && !lingering) || attempt === START_TRIES_MAX) {
      throw new Error(
        `PostgreSQL did not start. Its log, ${context.log}, ends with:\n${problem}\n` +
          'Fix that, or set DATABASE_URL to your own PostgreSQL.',
      );
    }
    await delay(100);
  }
}

/** One attempt. @returns the server's pid, or the end of its log */
async function tryLaunchServer(
  context: ServerContext,
  port: number,
  durable: boolean,
): Promise<number | string> {
  const log = openSync(context.log, fileSize(context.log) > 10_000_000 ? 'w' : 'a', 0o600);
  const logStart = fstatSync(log).size;
  const access = accessiblePath(context.cluster, context.user);
  const server = spawn(
    context.binaries.postgres,
    ['-D', access.path, ...serverSettings(port, durable)],
    {
      // In its own session, so that Ctrl-C does not reach it.
      detached: true,
      cwd: '/',
      env: serverEnvironment(),
      ...context.user,
      stdio: ['ignore', log, log, ...access.fds],
    },
  );
  server.unref();
  access.close();
  closeSync(log);
  try {
    const ended = waitForExit(server);
    for (const deadline = Date.now() + START_MS_MAX; Date.now() < deadline;) {
      const end = await Promise.race([ended, delay(10)]);
      if (end !== undefined) {
        const text = readFileSync(context.log).subarray(logStart).toString().trim();
        return text.split('\n').slice(-8).join('\n') || end;
      }
      const found = readPostmasterPid(context.cluster);
      if (found?.pid === server.pid && found?.status === 'ready') return found.pid;
    }
    server.kill('SIGQUIT');
    return `not ready within ${START_MS_MAX / 1000} s`;
  } finally {
    server.removeAllListeners();
    // An unhandled late error would end this process.
    server.on('error', () => {});
  }
}

function waitForExit(server: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(error.message));
    server.once('exit', (code, signal) => resolve(`exited with ${signal ?? `exit code ${code}`}`));
  });
}

function serverSettings(port: number, durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %d ',
    // Errors of statements repeat values, and the process that ran the statement logs them without.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    // Before recovery, sync the whole file system at once; file by file takes seconds.
    ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
    // Reuse WAL files up to max_wal_size: a sale fills one a second, and commits wait 50 ms for a new one.
    min_wal_size: '1GB',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Fast shutdown, immediate if that takes too long; resolves when the server has exited. */
export async function stopServer(
  pid: number,
  { cluster, binaries, home }: ServerContext,
): Promise<void> {
  if (!isServing(pid, cluster)) return;
  if (process.platform === 'win32') {
    // Windows has no SIGINT.
    spawnSync(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], { cwd: home });
    return;
  }
  process.kill(pid, 'SIGINT');
  let deadline = Date.now() + STOP_MS_MAX;
  for (; isServing(pid, cluster); await delay(10)) {
    if (Date.now() < deadline) continue;
    // Immediate shutdown: the next start recovers, and nothing committed is lost.
    process.kill(pid, 'SIGQUIT');
    deadline = Infinity;
  }
}

/**
 * A path of `directory` for the server's user. If a parent is closed to that user (a 0700 home), it is an
 * inherited file descriptor, which needs no permissions on parents.
 */
export function accessiblePath(directory: string, user: ServerUser | undefined) {
  if (!user || canTraverse(directory, user)) return { path: directory, fds: [], close: () => {} };
  if (process.platform !== 'linux') {
    throw new Error(
      `PostgreSQL cannot run as root, and user ${user.uid} cannot enter ${directory}. ` +
        'Start as an ordinary user, or set DATA_DIR to a directory that others can enter.',
    );
  }
  const fd = openSync(directory, 'r');
  return { path: '/proc/self/fd/3', fds: [fd], close: () => closeSync(fd) };
}

/** Without PG* variables, which change its settings, and without a locale that may not exist. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: process.env.NODE_ENV, LC_ALL: 'C' };
}

function fileSize(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
