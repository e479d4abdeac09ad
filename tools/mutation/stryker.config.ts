import { currentGroup } from './groups.ts';

const { name, files, database } = currentGroup();

export default {
  mutate: files,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './tools/mutation/ignorers.ts'],
  ignorers: ['text'],
  vitest: { configFile: 'tools/mutation/vitest.config.ts', related: false },
  // Code that a file's hooks run, such as the audit at its end, would count as covered by every test.
  ignoreStatic: database,
  concurrency: 2,
  // More than a test may take (vitest.config.ts), so that a slow machine is not taken for an endless loop.
  timeoutMS: database ? 60_000 : 3000,
  dryRunTimeoutMinutes: 20,
  // Mutants whose code and tests have not changed since the last run are not run again; a run that was
  // stopped continues where it was.
  incremental: true,
  incrementalFile: `reports/mutation/${name}-incremental.json`,
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  clearTextReporter: { reportTests: false, reportScoreTable: false, allowColor: false },
  ignorePatterns: ['.next', '.data', 'public', 'e2e', 'docs', 'reports', 'test-results'],
  // These two need the compiler's JavaScript API, which TypeScript 7 does not have.
  tsconfigFile: 'none',
  disableTypeChecks: false,
};
