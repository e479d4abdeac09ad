import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';
import { currentGroup } from './groups.ts';

const { globalSetup, ...options } = base.test ?? {};
const { tests, database } = currentGroup();

/** Rules answer in milliseconds; a mutant that lets their test hang is then found in a second. */
const RULE_TEST_MS_MAX = 1500;

export default defineConfig({
  test: {
    ...options,
    include: tests,
    // Database tests share modules but no state; importing them once takes a third less time. Mutants of code
    // that runs at import, which these groups ignore, would need a fresh import each.
    ...(database ? { globalSetup, isolate: false } : { testTimeout: RULE_TEST_MS_MAX }),
  },
});
