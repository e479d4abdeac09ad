import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireFileLock } from './file-lock.ts';

let home: string;
let holder: ChildProcess | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-lock-test-'));
});
afterEach(() => {
  holder?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

test('is acquired once, and again after its release', () => {
  const file = join(home, 'below', 'lock');
  const lock = acquireFileLock(file);
  expect(lock).toMatchObject({ takenOver: false });
  expect(acquireFileLock(file)).toBe(process.pid);
  if (typeof lock !== 'number') lock.release();
  expect(acquireFileLock(file)).toMatchObject({ takenOver: false });
});

test('is held although its object is garbage-collected, until the process that holds it is killed', async () => {
  const file = join(home, 'lock');
  const program = `import(${JSON.stringify(join(import.meta.dirname, 'file-lock.ts'))})
    .then(({ acquireFileLock }) => {
      const type = typeof acquireFileLock(process.argv[1]);
      setImmediate(() => { gc(); process.send(type); });
    });
    setInterval(() => {}, 1000);`;
  holder = spawn(process.execPath, ['--expose-gc', '-e', program, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  expect(await once(holder, 'message')).toContain('object');
  expect(acquireFileLock(file)).toBe(holder.pid);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(acquireFileLock(file)).toMatchObject({ takenOver: true });
});
