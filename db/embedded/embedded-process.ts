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
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { canTraverse, type Binaries, type ServerUser } from './embedded-binaries.ts';
import { freePort } from './free-port.ts';
import { isServing, readPostmasterPid } from './postmaster-pid.ts';

const START_MS_MAX = 120_000;
const STOP_MS_MAX = 20_000;
/** PostgreSQL binds the port itself, so a port found free may be taken by then. */
const START_TRIES_MAX = 20;

/** Where a server keeps its things, and how it is run. */
export interface ServerContext {
  home: string;
  cluster: string;
  log: string;
  binaries: Binaries;
  user: ServerUser | undefined;
}
/**
 * Finds a server that outlived the process which started it. One that is starting, recovering or
 * stopping is waited for; the pid file of a dead one is removed, since PostgreSQL refuses to start
 * beside it when its number has gone to another process or to a zombie.
 */
export async function adoptRunningServer(place: ServerContext, superuserPassword: string) {
  for (const deadline = Date.now() + START_MS_MAX; ; await pause(20)) {
    const found = readPostmasterPid(place.cluster);
    if (!found || !isServing(found.pid, place.cluster)) {
      rmSync(join(place.cluster, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (found.status === 'ready' && (await acceptsConnections(found.port, superuserPassword)))
      return found;
    if (Date.now() > deadline) {
      throw new Error(
        `A PostgreSQL server (process ${found.pid}) holds ${place.cluster} but does not answer. ` +
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
 * Starts a server and waits until it takes connections, crash recovery included.
 *
 * @param options.port undefined or 0: any free one
 */
export async function launchServer(
  place: ServerContext,
  options: { port?: number; durable: boolean },
) {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort());
    const problem = await tryLaunchServer(place, port, options.durable);
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
async function tryLaunchServer(
  place: ServerContext,
  port: number,
  durable: boolean,
): Promise<number | string> {
  const log = openSync(place.log, fileSize(place.log) > 10_000_000 ? 'w' : 'a', 0o600);
  const logStart = fstatSync(log).size;
  const way = accessiblePath(place.cluster, place.user);
  const server = spawn(
    place.binaries.postgres,
    ['-D', way.path, ...serverSettings(port, durable)],
    {
      // A session of its own: the terminal's Ctrl-C is for us, and we stop it in our own order.
      detached: true,
      cwd: '/',
      env: serverEnvironment(),
      ...place.user,
      stdio: ['ignore', log, log, ...way.fds],
    },
  );
  server.unref();
  way.close();
  closeSync(log);
  try {
    const ended = waitForExit(server);
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

function waitForExit(server: ChildProcess): Promise<string> {
  return new Promise((done) => {
    server.once('error', (error) => done(error.message));
    server.once('exit', (code, signal) => done(`ended with ${signal ?? `exit code ${code}`}`));
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
    // Recovery begins by making sure that all is on disk: at once, not file by file, which takes
    // seconds during which nobody can order.
    ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
    // Files of the log are used again, as many as it may have at most: a sale fills one a second, and
    // until a new one has been written with zeros, which takes some 50 ms, nothing commits.
    min_wal_size: '1GB',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Stops the server gently, at once if that takes too long, and waits until it is gone. */
export async function stopServer(
  pid: number,
  { cluster, binaries, home }: ServerContext,
): Promise<void> {
  if (!isServing(pid, cluster)) return;
  if (process.platform === 'win32') {
    // Windows has no signals to stop it gently.
    spawnSync(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], { cwd: home });
    return;
  }
  process.kill(pid, 'SIGINT');
  let deadline = Date.now() + STOP_MS_MAX;
  for (; isServing(pid, cluster); await pause(10)) {
    if (Date.now() < deadline) continue;
    // Ends at once and recovers at the next start: nothing committed is lost.
    process.kill(pid, 'SIGQUIT');
    deadline = Infinity;
  }
}

/**
 * A path by which the server's user reaches `directory`. Below a directory closed to that user
 * (a 0700 home) it is an inherited descriptor, which needs no rights on the way there.
 */
export function accessiblePath(directory: string, user: ServerUser | undefined) {
  if (!user || canTraverse(directory, user)) return { path: directory, fds: [], close: () => {} };
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
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: process.env.NODE_ENV, LC_ALL: 'C' };
}

function fileSize(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
