import { defineConfig, devices } from '@playwright/test';
import { browserArguments, findBrowser } from './tools/scripts/browser.ts';

const PAGES = ['**/every-*.spec.ts', '**/viewer.spec.ts'];
const STOREFRONT = ['cart', 'catalogue', 'preferences', 'product'].map(
  (name) => `**/${name}.spec.ts`,
);

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/journeys',
  // Journeys have deadlines of seconds, so they never run in parallel. The second worker runs tests without
  // deadlines: first all pages, then the storefront, which takes a worker whenever one is free.
  workers: 2,
  projects: [
    { name: 'journeys', testIgnore: [...PAGES, ...STOREFRONT], workers: 1 },
    { name: 'pages', testMatch: PAGES, workers: 1 },
    { name: 'storefront', testMatch: STOREFRONT },
  ],
  retries: 0,
  // Long enough for a machine that is several times slower than usual.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    screenshot: 'only-on-failure',
    // Recording traces takes a fifth of the run; `--trace retain-on-failure` records them.
    trace: 'off',
    launchOptions: {
      executablePath: await findBrowser(),
      args: [...browserArguments],
    },
  },
});
