import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireFileLock } from './file-lock.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-lock-test-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('is taken once, and again after its release', () => {
  const file = join(home, 'below', 'lock');
  const lock = acquireFileLock(file);
  expect(lock).toMatchObject({ takenOver: false });
  expect(acquireFileLock(file)).toBe(process.pid);
  if (typeof lock !== 'number') lock.release();
  expect(existsSync(file)).toBe(false);
  expect(acquireFileLock(file)).toMatchObject({ takenOver: false });
});

test('is taken over from a process that died with it', async () => {
  const file = join(home, 'lock');
  const program = `import(${JSON.stringify(join(import.meta.dirname, 'file-lock.ts'))})
    .then(({ acquireFileLock }) => process.send(typeof acquireFileLock(process.argv[1])));
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['-e', program, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  expect(await once(holder, 'message')).toContain('object');
  expect(acquireFileLock(file)).toBe(holder.pid);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(acquireFileLock(file)).toMatchObject({ takenOver: true });
});

test.runIf(process.platform === 'linux')(
  'is taken over when the number of its holder has gone to a later process',
  () => {
    const file = join(home, 'lock');
    writeFileSync(file, `${process.pid} 1\n`);
    expect(acquireFileLock(file)).toMatchObject({ takenOver: true });
  },
);
