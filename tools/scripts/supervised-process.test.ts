import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SupervisedProcess } from './supervised-process.ts';

const SERVES = `
  const stop = () => { console.log('drained'); process.exit(0); };
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  process.send({ type: 'ready' });
`;

let home: string;
let lines: string[];
let running: SupervisedProcess[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-process-test-'));
  lines = [];
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((process) => process.stop()));
  rmSync(home, { recursive: true, force: true });
});

test('start waits until it serves, stop until it has drained', async () => {
  const process = create(SERVES);
  await process.start();
  expect(process.pid).toBeGreaterThan(0);
  await process.stop();
  expect(process.pid).toBeUndefined();
  await expect.poll(() => lines).toEqual(['drained']);
  await process.stop();
});

test('one that ends unasked is started again', async () => {
  const process = create(SERVES);
  await process.start();
  const before = process.pid;
  await process.kill('SIGKILL');
  await process.ready();
  expect(process.pid).not.toBe(before);
  expect(lines[0]).toContain('ended unexpectedly (SIGKILL)');
});

test('restart drains it first', async () => {
  const process = create(SERVES);
  await process.start();
  const before = process.pid;
  await process.restart();
  expect(process.pid).not.toBe(before);
  expect(lines).toContain('drained');
});

test('one that ends before it serves says why, and is not tried again', async () => {
  const process = create(`console.error('DATABASE_URL is missing'); process.exit(3);`);
  await expect(process.start()).rejects.toThrow(/exit code 3\):\nDATABASE_URL is missing/);
  expect(process.pid).toBeUndefined();
});

test('a start can be abandoned', async () => {
  const process = create(`console.log('slow'); setInterval(() => {}, 1000);`);
  const abandon = new AbortController();
  const started = process.start(abandon.signal);
  await expect.poll(() => lines).toEqual(['slow']);
  abandon.abort();
  await expect(started).rejects.toThrow(/abort/);
  expect(process.pid).toBeUndefined();
});

function create(source: string): SupervisedProcess {
  const program = join(home, 'program.mjs');
  writeFileSync(program, source);
  const process = new SupervisedProcess({
    name: 'web',
    program,
    env: globalThis.process.env,
    log: (_source, line) => lines.push(line),
  });
  running.push(process);
  return process;
}
