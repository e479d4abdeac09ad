import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const { isInstalled, isAtLeast, canRun } = createRequire(import.meta.url)('./ensure-installed.cjs');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-install-test-'));
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('isInstalled', () => {
  test('true when npm recorded every package of the lock', () => {
    writeLock({ '': {}, 'node_modules/a': { version: '1.0.0' } });
    writeRecord({ 'node_modules/a': { version: '1.0.0' } });
    expect(isInstalled(root)).toBe(true);
  });

  test('true when optional packages of other platforms are missing', () => {
    writeLock({ 'node_modules/for-windows': { version: '1.0.0', optional: true } });
    writeRecord({});
    expect(isInstalled(root)).toBe(true);
  });

  test.each([
    ['another version', { 'node_modules/a': { version: '0.9.0' } }],
    ['a package missing', {}],
  ])('false with %s', (_, present) => {
    writeLock({ 'node_modules/a': { version: '1.0.0' } });
    writeRecord(present);
    expect(isInstalled(root)).toBe(false);
  });

  test('false without a record, as after an interrupted install', () => {
    writeLock({ 'node_modules/a': { version: '1.0.0' } });
    expect(isInstalled(root)).toBe(false);
  });

  test('false with a truncated record', () => {
    writeLock({ 'node_modules/a': { version: '1.0.0' } });
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{"packages": {');
    expect(isInstalled(root)).toBe(false);
  });
});

test.each([
  ['24.1.0', true],
  ['24.0.9', false],
  ['25.0.0', true],
  ['22.20.2', false],
])('Node %s is at least 24.1: %s', (version, expected) => {
  expect(isAtLeast(version, [24, 1])).toBe(expected);
});

test('an old Node can run the scripts when npm installed a new one', () => {
  expect(canRun(root, '20.20.2')).toBe(false);
  writeFileSync(join(root, 'node_modules', '.bin', 'node'), '');
  expect(canRun(root, '20.20.2')).toBe(true);
});

function writeLock(packages: object): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

function writeRecord(packages: object): void {
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}
