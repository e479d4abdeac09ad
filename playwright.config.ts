import { defineConfig, devices } from '@playwright/test';
import { browserArguments, findBrowser } from './tools/scripts/browser.ts';

const LOOKS = ['**/every-*.spec.ts', '**/viewer.spec.ts'];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/journeys',
  // Journeys have windows of seconds to keep, so they run one after the other; beside them runs one that
  // only looks at pages, which waits for nothing.
  workers: 2,
  projects: [
    { name: 'journeys', testIgnore: LOOKS, workers: 1 },
    { name: 'pages', testMatch: LOOKS, workers: 1 },
  ],
  retries: 0,
  // Bounds for what hangs, wide enough for a machine that is several times as slow as usual.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    screenshot: 'only-on-failure',
    // A trace of each journey, kept or not, costs a fifth of the run; ask with `--trace retain-on-failure`.
    trace: 'off',
    launchOptions: {
      executablePath: await findBrowser(),
      args: [...browserArguments],
    },
  },
});
