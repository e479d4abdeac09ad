import { join } from 'node:path';

/** The repository's directory. */
export const root = join(import.meta.dirname, '../..');

/**
 * The tools' programs, to be run with process.execPath: those in node_modules/.bin run on the first
 * Node on PATH, which may be too old.
 */
export const programs = {
  knip: packageFile('knip/bin/knip.js'),
  next: packageFile('next/dist/bin/next'),
  oxlint: packageFile('oxlint/bin/oxlint'),
  playwright: packageFile('@playwright/test/cli.js'),
  prettier: packageFile('prettier/bin/prettier.cjs'),
  // Two versions of the compiler are installed (see import-rules.ts); .bin/tsc may be either.
  tsc: packageFile('typescript/bin/tsc'),
  vitest: packageFile('vitest/vitest.mjs'),
};

function packageFile(path: string): string {
  return join(root, 'node_modules', path);
}
