import { join } from 'node:path';

/** The checkout. */
export const root = join(import.meta.dirname, '../..');

/**
 * Where the tools' programs are, to be run with our own Node: those in node_modules/.bin run on
 * whichever Node stands first on PATH, which may be an old one.
 */
export const programs = {
  knip: packageFile('knip/bin/knip.js'),
  next: packageFile('next/dist/bin/next'),
  oxlint: packageFile('oxlint/bin/oxlint'),
  playwright: packageFile('@playwright/test/cli.js'),
  prettier: packageFile('prettier/bin/prettier.cjs'),
  // By its package, since two versions of the compiler are installed (see import-rules.ts).
  tsc: packageFile('typescript/bin/tsc'),
  vitest: packageFile('vitest/vitest.mjs'),
};

function packageFile(path: string): string {
  return join(root, 'node_modules', path);
}
