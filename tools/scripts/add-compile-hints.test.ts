import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCompileHints } from './add-compile-hints.ts';

let build: string;

beforeEach(() => {
  build = mkdtempSync(join(tmpdir(), 'holdfast-build-'));
});

afterEach(() => {
  rmSync(build, { recursive: true, force: true });
});

function write(name: string, text: string) {
  writeFileSync(join(build, name), text);
}

test('the scripts that every page begins with are marked, and no other one', () => {
  write('build-manifest.json', JSON.stringify({ rootMainFiles: ['react.js', 'next.js'] }));
  for (const name of ['react.js', 'next.js', 'page.js']) write(name, `run("${name}")`);
  addCompileHints(build);
  const text = (name: string) => readFileSync(join(build, name), 'utf8');
  expect(text('react.js')).toBe('//# allFunctionsCalledOnLoad\nrun("react.js")');
  expect(text('next.js')).toBe('//# allFunctionsCalledOnLoad\nrun("next.js")');
  expect(text('page.js')).toBe('run("page.js")');
});

test('a build that no longer names those scripts is refused, and it is said what to do', () => {
  write('build-manifest.json', JSON.stringify({ pages: {} }));
  expect(() => addCompileHints(build)).toThrow(/names no rootMainFiles.*hint-compilation\.ts/);
});
