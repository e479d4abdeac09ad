import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';
import { isServing } from './postmaster-pid.ts';

let dataDir: string;
let running: EmbeddedPostgres[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-embedded-test-'));
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  running = [];
  rmSync(dataDir, { recursive: true, force: true });
});

test('keeps its data after a restart', async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  await query(first.ownerUrl(), 'create table kept as select 42 as answer');
  await first.stop();
  await first.stop();
  await expect(query(first.databaseUrl(), 'select')).rejects.toThrow(/ECONNREFUSED/);

  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.ownerUrl(), 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('the database is UTF-8 and its owner is not a superuser', async () => {
  const server = await start();
  const [row] = await query(
    server.databaseUrl(),
    `select rolsuper, pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding,
            datlocale, current_setting('listen_addresses') as addresses
     from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
  );
  expect(row).toEqual({
    rolsuper: false,
    owner: 'holdfast',
    encoding: 'UTF8',
    datlocale: 'C.UTF-8',
    addresses: '127.0.0.1',
  });
});

test('requires the password, in a file that only its owner can read', async () => {
  const server = await start();
  const wrong = Object.assign(new URL(server.superuserUrl()), { password: 'wrong' }).href;
  await expect(query(wrong, 'select')).rejects.toThrow(/password authentication failed/);
  expect(statSync(join(dataDir, 'passwords.json')).mode & 0o777).toBe(0o600);
});

test('adopts the server of a killed process', async () => {
  const embedded = JSON.stringify(join(import.meta.dirname, 'embedded.ts'));
  const owner = spawn(
    process.execPath,
    [
      '-e',
      `import(${embedded}).then(async ({ startEmbeddedPostgres }) => {
         const server = await startEmbeddedPostgres({ dataDir: process.argv[1], durable: false });
         process.send(server.pid);
         setInterval(() => {}, 1000);
       })`,
      dataDir,
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const [pid] = (await once(owner, 'message')) as [number];
  owner.kill('SIGKILL');
  await once(owner, 'exit');

  const server = await start();
  expect(server).toMatchObject({ adopted: true, pid });
  await query(server.databaseUrl(), 'select');
  await server.stop();
  expect(isServing(pid, join(dataDir, 'cluster'))).toBe(false);
});

test('recovers committed data when the server is killed', async () => {
  const first = await start({ durable: true });
  await query(first.ownerUrl(), 'create table kept as select 42 as answer');
  process.kill(first.pid, 'SIGKILL');

  const second = await start({ durable: true });
  expect(second.adopted).toBe(false);
  expect(await query(second.ownerUrl(), 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('ignores the pid file of a dead server whose pid belongs to another process', async () => {
  const first = await start();
  await first.stop();
  const stale = `${process.pid}\n/nowhere\n0\n${first.port}\n\n127.0.0.1\n0\nready   \n`;
  writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), stale);

  const second = await start();
  expect(second.adopted).toBe(false);
  await query(second.databaseUrl(), 'select');
});

test('throws if its port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
  } finally {
    other.close();
  }
});

test('throws if the password file is missing', async () => {
  const server = await start();
  await server.stop();
  rmSync(join(dataDir, 'passwords.json'));
  await expect(start()).rejects.toThrow(/passwords.json is missing/);
});

test.runIf(process.getuid?.() === 0)(
  'works below a directory that is closed to other users',
  async () => {
    const closed = join(dataDir, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o700);
    const server = await startEmbeddedPostgres({ dataDir: join(closed, 'data'), durable: false });
    running.push(server);
    expect(await query(server.databaseUrl(), 'select 1 as one')).toEqual([{ one: 1 }]);
    const again = await startEmbeddedPostgres({ dataDir: join(closed, 'data') });
    expect(again.adopted).toBe(true);
  },
);

async function start(options: { port?: number; durable?: boolean } = {}) {
  const server = await startEmbeddedPostgres({ dataDir, durable: false, ...options });
  running.push(server);
  return server;
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
