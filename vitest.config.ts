import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{app,server,db,workers,tools}/**/*.test.ts'],
    globalSetup: 'db/testing/test-server.ts',
    pool: 'forks',
    maxWorkers: 2,
    // Tests of races and of crash recovery take seconds on a busy machine.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 30_000,
  },
});
