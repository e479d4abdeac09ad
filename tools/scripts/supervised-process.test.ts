import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SupervisedProcess } from './supervised-process.ts';

const READY = `
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

test('start resolves when the process is ready, stop when it has drained', async () => {
  const process = create(READY);
  await process.start();
  expect(process.pid).toBeGreaterThan(0);
  await process.stop();
  expect(process.pid).toBeUndefined();
  await expect.poll(() => lines).toEqual(['drained']);
  await process.stop();
});

test('a process that is killed is restarted', async () => {
  const process = create(READY);
  await process.start();
  const before = process.pid;
  await process.kill('SIGKILL');
  await process.ready();
  expect(process.pid).not.toBe(before);
  expect(lines[0]).toContain('exited unexpectedly (SIGKILL)');
});

test('restart drains the process first', async () => {
  const process = create(READY);
  await process.start();
  const before = process.pid;
  await process.restart();
  expect(process.pid).not.toBe(before);
  expect(lines).toContain('drained');
});

test('a process that exits before it is ready rejects start with its output and is not restarted', async () => {
  const process = create(`console.error('DATABASE_URL is missing'); process.exit(3);`);
  await expect(process.start()).rejects.toThrow(/exit code 3\):\nDATABASE_URL is missing/);
  expect(process.pid).toBeUndefined();
});

test('aborting a start ends the process', async () => {
  const process = create(`console.log('slow'); setInterval(() => {}, 1000);`);
  const controller = new AbortController();
  const started = process.start(controller.signal);
  await expect.poll(() => lines).toEqual(['slow']);
  controller.abort();
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
