import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { cloneTemplate, createTemplate, type TemplateServer } from '#db/testing/test-template.ts';
import { startTemporaryServer } from '#db/testing/temporary-server.ts';
import { minimalEnvironment } from '../tools/scripts/minimal-environment.ts';
import { formatLogLine } from '../tools/scripts/format-log-line.ts';
import { startSystem, type System, type SystemOptions } from '../tools/scripts/system.ts';
import {
  createTestProduct,
  archiveProduct,
  type TestProduct,
  type TestProductOptions,
} from './products.ts';
import { addViewer, signInByApi, type Account, type StaffStorageState } from './staff.ts';

export { expect };

/**
 * How a spec's shop differs from `DEFAULT_SYSTEM`:
 * `test.use({ system: { paymentWindow: '6s' } })`.
 */
export type SystemConfig = Pick<
  SystemOptions,
  'paymentWindow' | 'recoveryDelay' | 'sweepCron' | 'webCount' | 'workerCount' | 'env'
> & {
  /** As if set by who starts the shop; there is no sandbox when it has a key of the payment service. */
  environment?: Record<string, string>;
  /** A PostgreSQL server of its own, to be killed; otherwise a database on the shared one. */
  ownPostgres?: boolean;
};

/** The default payment window: long enough that no order expires during a test. */
export const PAYMENT_WINDOW_MS = 45 * 60_000;
const DEFAULT_SYSTEM: SystemConfig = {
  paymentWindow: `${PAYMENT_WINDOW_MS}ms`,
  recoveryDelay: '5m',
  // Half a day away, so that no sweep runs unless a test asks for one.
  sweepCron: `0 ${(new Date().getUTCHours() + 12) % 24} * * *`,
  // All journeys are of one e-mail address and one network.
  env: {
    MAX_OPEN_ORDERS: '0',
    MAX_UNITS_HELD: '0',
    MAX_UNITS_HELD_TOTAL: '0',
    NETWORK_MAX_OPEN_ORDERS: '0',
    NETWORK_MAX_UNITS_HELD: '0',
    NETWORK_MAX_UNITS_HELD_TOTAL: '0',
  },
};

interface WorkerFixtures {
  system: SystemConfig;
  /** The shared PostgreSQL server, with a migrated database to clone. */
  templateServer: TemplateServer;
  /** A running shop: web, worker, sandbox and database, with the log lines of its processes. */
  shop: System & { lines: string[] };
  /** Signed-in storage states, for `test.use({ storageState })`. */
  admin: StaffStorageState;
  viewer: StaffStorageState;
  viewerAccount: Account;
}
interface TestFixtures {
  /** Whether a test breaks the Content-Security-Policy on purpose. */
  breaksPolicy: boolean;
  noPolicyViolations: void;
  /** Creates a product and archives it after the test. */
  newProduct: (options: TestProductOptions) => Promise<TestProduct>;
  attachLogsOnFailure: void;
}

/** Specs with the same `system` share a shop; its URL is the base URL. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  system: [DEFAULT_SYSTEM, { option: true, scope: 'worker' }],

  templateServer: [
    // Playwright requires an object pattern as the first parameter.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startTemporaryServer();
      try {
        await use(await createTemplate(server));
      } finally {
        await server.stop();
      }
    },
    { scope: 'worker' },
  ],

  shop: [
    async ({ system, templateServer }, use) => {
      const { ownPostgres, ...options } = system;
      const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
      const database = ownPostgres ? undefined : await cloneTemplate(templateServer);
      const lines: string[] = [];
      try {
        const running = await startSystem({
          ...options,
          dataDir,
          databaseUrl: database?.databaseUrl,
          databaseOwnerUrl: database?.ownerUrl,
          // The caller's environment must not change the tests.
          environment: { ...minimalEnvironment(), ...system.environment },
          // Specs use one session for longer than a password counts.
          env: { REAUTHENTICATE_AFTER: '24h', ...system.env },
          port: 0,
          sandboxPort: 0,
          durable: false,
          log: (source, line) => lines.push(formatLogLine(source, line)),
        });
        try {
          await use({ ...running, lines });
        } finally {
          await running.stop();
        }
      } finally {
        await database?.drop();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
    // The first shop of a run builds the pages.
    { scope: 'worker', timeout: 300_000 },
  ],

  admin: [async ({ shop }, use) => use(await signInByApi(shop, shop.staff)), { scope: 'worker' }],

  viewer: [
    async ({ shop, viewerAccount }, use) => use(await signInByApi(shop, viewerAccount)),
    { scope: 'worker' },
  ],

  viewerAccount: [async ({ shop }, use) => use(await addViewer(shop)), { scope: 'worker' }],

  baseURL: ({ shop }, use) => use(shop.shopUrl),

  newProduct: async ({ shop }, use) => {
    const added: TestProduct[] = [];
    await use(async (options) => {
      const product = await createTestProduct(shop, options);
      added.push(product);
      return product;
    });
    for (const product of added) await archiveProduct(shop, product);
  },

  breaksPolicy: [false, { option: true }],

  /** What a page may not do is reported on its console. */
  noPolicyViolations: [
    async ({ context, breaksPolicy }, use) => {
      const violations: string[] = [];
      context.on('console', (message) => {
        const text = message.text();
        if (text.includes('Content Security Policy')) violations.push(text);
      });
      await use();
      expect(violations.length > 0, violations.join('\n')).toBe(breaksPolicy);
    },
    { auto: true },
  ],

  attachLogsOnFailure: [
    async ({ shop }, use, testInfo) => {
      const from = shop.lines.length;
      await use();
      if (testInfo.status === testInfo.expectedStatus) return;
      const body = shop.lines.slice(from).join('\n');
      await testInfo.attach('process logs', { body, contentType: 'text/plain' });
    },
    { auto: true },
  ],
});
