import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
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

export { expect } from '@playwright/test';

/**
 * How the shop of a spec is started, where it differs from `USUAL`:
 * `test.use({ system: { paymentWindow: '6s' } })`.
 */
export type SystemConfig = Pick<
  SystemOptions,
  'paymentWindow' | 'recoveryDelay' | 'sweepCron' | 'webCount' | 'workerCount' | 'env'
> & {
  /** A PostgreSQL of its own, to be killed; otherwise a database on the server that all share. */
  ownPostgres?: boolean;
};

/** X of the usual shop: no order ends of itself while it is looked at, however slow the machine. */
export const PAYMENT_WINDOW_MS = 45 * 60_000;
const DEFAULT_SYSTEM: SystemConfig = {
  paymentWindow: `${PAYMENT_WINDOW_MS}ms`,
  recoveryDelay: '5m',
  // Half a day away: no sweep ends what a journey has made look overdue, unless it asks for one.
  sweepCron: `0 ${(new Date().getUTCHours() + 12) % 24} * * *`,
};

type WorkerFixtures = {
  system: SystemConfig;
  /** The PostgreSQL that shops share, with a migrated database to clone. */
  templateServer: TemplateServer;
  /** A whole shop that serves: web, worker, sandbox and a database, with what its processes say. */
  shop: System & { lines: string[] };
  /** Start a context with one of them (`test.use({ storageState: … })`) to be signed in. */
  admin: StaffStorageState;
  viewer: StaffStorageState;
  viewerAccount: Account;
};
type TestFixtures = {
  /** Puts a product on the shelf until the test is over. */
  newProduct: (wish: TestProductOptions) => Promise<TestProduct>;
  attachLogsOnFailure: void;
};

/** Specs with the same choice share a shop; pages open relative to its address. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  system: [DEFAULT_SYSTEM, { option: true, scope: 'worker' }],

  templateServer: [
    // Playwright reads the fixtures that one needs from this pattern, so it must stand here.
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
      const { ownPostgres, ...choice } = system;
      const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
      const database = ownPostgres ? undefined : await cloneTemplate(templateServer);
      const lines: string[] = [];
      try {
        const running = await startSystem({
          ...choice,
          dataDir,
          databaseUrl: database?.databaseUrl,
          // Settings of whoever runs the tests must not change them.
          environment: minimalEnvironment(),
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
    await use(async (wish) => {
      const goods = await createTestProduct(shop, wish);
      added.push(goods);
      return goods;
    });
    for (const goods of added) await archiveProduct(shop, goods);
  },

  attachLogsOnFailure: [
    async ({ shop }, use, testInfo) => {
      const from = shop.lines.length;
      await use();
      if (testInfo.status === testInfo.expectedStatus) return;
      const body = shop.lines.slice(from).join('\n');
      await testInfo.attach('what the processes said', { body, contentType: 'text/plain' });
    },
    { auto: true },
  ],
});
