import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v4, v7 } from 'uuid';
import { expect } from 'vitest';
import { createDatabase, createPool, type PooledDatabase } from '#db/client.ts';
import { createTestDatabase } from '#db/testing/test-database.ts';
import { createQueueAdmin } from '../queues/queue-admin.ts';
import type { Clock } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { readSettings, type Settings } from '../platform/env.ts';
import { createHttpServer } from '../http/http-server.ts';
import { createRequestHandler } from '../http/request-handler.ts';
import { createSendOnlyBoss } from '../platform/jobs.ts';
import { orderKey } from '../platform/order-key.ts';
import { openDeps } from '../bootstrap/open-deps.ts';
import { toEmailKey } from '../limits/email-key.ts';
import type { PlaceOrderCommand } from '../checkout/placement.ts';
import { createShop, GROUP_COMMIT_CONNECTIONS, type Shop } from '../bootstrap/shop.ts';
import { audit } from '../invariants/audit.ts';
import { appRouter } from '../trpc/router.ts';

/** A shop for one test file: a database of its own, the payment sandbox as a process, HTTP. */
export interface TestShop {
  shop: Shop;
  deps: Deps;
  databaseUrl: string;
  /** Connects as the owner, for what the shop's own role may not do: change tables, delete records. */
  ownerDb: PooledDatabase;
  ownerUrl: string;
  /** Its origin; it serves no pages. */
  url: string;
  clock: TestClock;
  sandbox: TestSandbox;
  /** Inserts a product with one SKU and its stock; returns the SKU's id. */
  newSku(options: { onHand: number; priceCents?: number }): Promise<string>;
  /** A valid order of a new buyer; `lines` are quantities by SKU id. */
  buildOrder(
    lines: Record<string, number>,
    changes?: Partial<PlaceOrderCommand>,
  ): PlaceOrderCommand;
  /** A new buyer's id and Cookie header. */
  newBuyer(): { cookie: string; buyerId: string };
  /** The Cookie header of a browser that opened an order's link; by its first, valid key if none is given. */
  linkCookie(orderId: string, key?: string): string;
  /** Runs the audit and expects no violation. */
  expectNoAuditViolations(): Promise<void>;
  close(): Promise<void>;
}

/** A clock that stands still until a test advances it; it starts at the real time. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export interface TestSandbox {
  url: string;
  /** Calls the sandbox's control API; the webhooks that it sent meanwhile are applied. */
  control(path: string, body?: object, method?: string): Promise<Record<string, unknown>>;
}

export const PRICE_CENTS = 1000;
/** Size of the pool for everything but the group commit. */
export const POOL_SIZE = 10;

/** @param settings changes to the defaults, as in the environment */
export async function openTestShop(settings: Record<string, string> = {}): Promise<TestShop> {
  const database = await createTestDatabase();
  const ownerDb = createDatabase(createPool(database.ownerUrl, { name: 'test owner', max: 2 }));
  const server = await listen();
  const secrets = { STRIPE_SECRET_KEY: `sk_test_${v4()}`, STRIPE_WEBHOOK_SECRET: `whsec_${v4()}` };
  const sandbox = await startSandbox(`${server.url}/api/webhooks/stripe`, secrets);
  const parsed: Settings = readSettings({
    DATABASE_URL: database.databaseUrl,
    NODE_ENV: 'test',
    PUBLIC_URL: server.url,
    STRIPE_API_URL: sandbox.url,
    AUTH_SECRET: `test secret ${v4()}`,
    REQUESTS_PER_MINUTE: '0',
    LOG_LEVEL: 'silent',
    CHALLENGE_AFTER_REFUSALS: '0',
    // Most tests place their orders from one network.
    NETWORK_MAX_OPEN_ORDERS: '0',
    NETWORK_MAX_UNITS_HELD: '0',
    NETWORK_MAX_UNITS_HELD_TOTAL: '0',
    ...secrets,
    ...settings,
  });
  const opened = await openDeps(parsed, {
    name: 'test',
    connections: POOL_SIZE,
    groupCommitConnections: GROUP_COMMIT_CONNECTIONS,
    createBoss: (databaseUrl, log) =>
      createSendOnlyBoss(databaseUrl, (err) => log.error({ err }, 'pg-boss')),
  });
  const clock = createTestClock();
  const deps: Deps = { ...opened.deps, clock };
  const shop = createShop(deps, parsed, createQueueAdmin(opened.boss), opened.groupCommitDb);
  server.setListener(
    createRequestHandler(shop, appRouter, (_, response) => void response.writeHead(404).end()),
  );
  const locationId = v7();
  await deps.db.insertInto('locations').values({ location_id: locationId, name: 'Here' }).execute();

  return {
    shop,
    deps,
    databaseUrl: database.databaseUrl,
    ownerDb,
    ownerUrl: database.ownerUrl,
    url: server.url,
    clock,
    sandbox: {
      ...sandbox,
      async control(...args) {
        const answer = await sandbox.control(...args);
        await shop.inboxIdle();
        return answer;
      },
    },
    newSku: ({ onHand, priceCents = PRICE_CENTS }) =>
      insertSku(deps, locationId, onHand, priceCents),
    buildOrder(lines, changes = {}) {
      const entries = Object.entries(lines);
      // Each order of a new customer, so that no limit counts them together.
      const orderId = v7({ msecs: clock.now().getTime() });
      const email = changes.email ?? `shopper-${orderId.slice(-12)}@example.com`;
      return {
        orderId,
        buyerId: v4(),
        emailKey: toEmailKey(email),
        clientNetwork: `2001:db8:${orderId.slice(-8, -4)}:${orderId.slice(-4)}::`,
        lines: entries.map(([skuId, quantity]) => ({ skuId, quantity })),
        email,
        language: 'en',
        shippingAddress,
        expectedTotalCents: entries.reduce((sum, [, quantity]) => sum + quantity * PRICE_CENTS, 0),
        ...changes,
      };
    },
    newBuyer() {
      const [cookie = ''] = shop.buyerCookies.issue().split(';');
      return { cookie, buyerId: shop.buyerCookies.read(cookie)!.buyerId };
    },
    linkCookie(orderId, key = orderKey(shop.settings.LINK_SECRET, { orderId, version: 0 })) {
      return shop.orderLinkCookie.add(undefined, { orderId, key }).split(';')[0]!;
    },
    async expectNoAuditViolations() {
      expect((await audit(deps.db)).violations).toEqual([]);
    },
    async close() {
      await server.close();
      await shop.drain();
      await sandbox.stop();
      await opened.close();
      await ownerDb.destroy();
      await database.drop();
    },
  };
}

export const shippingAddress = {
  name: 'Ada Shopper',
  line1: '1 Loopback Lane',
  city: 'Localhost',
  postalCode: '12701',
  country: 'DE',
};

function createTestClock(): TestClock {
  let aheadMs = 0;
  const startedAt = Date.now();
  return {
    now: () => new Date(startedAt + aheadMs),
    advance(ms) {
      aheadMs += ms;
    },
  };
}

async function insertSku(deps: Deps, location_id: string, onHand: number, price_cents: number) {
  const now = deps.clock.now();
  const [product_id, sku_id] = [v7(), v7()];
  await deps.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('products')
      .values({
        product_id,
        slug: product_id,
        name: 'Test product',
        category: 'Tests',
        images: '[]',
        created_at: now,
      })
      .execute();
    await trx
      .insertInto('skus')
      .values({ sku_id, product_id, code: sku_id, options: '{}', price_cents })
      .execute();
    await trx
      .insertInto('stock')
      .values({ sku_id, location_id, on_hand: onHand, locked: 0 })
      .execute();
    if (onHand === 0) return;
    await trx
      .insertInto('stock_adjustments')
      .values({
        sku_id,
        adjustment_id: v7(),
        location_id,
        delta: onHand,
        reason: 'opening',
        made_by: 'system:test',
        made_at: now,
      })
      .execute();
  });
  return sku_id;
}

async function listen() {
  let listener: RequestListener = (_, response) => response.writeHead(503).end();
  const server = createHttpServer({ trustedProxies: ['loopback'], keepAliveMs: 80_000 });
  server.on('request', (request, response) => listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setListener(newListener: RequestListener) {
      listener = newListener;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function startSandbox(webhookUrl: string, secrets: Record<'STRIPE_SECRET_KEY', string>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-sandbox-'));
  const child = spawn(process.execPath, ['tools/payment-sandbox/main.ts'], {
    env: {
      ...process.env,
      ...secrets,
      SANDBOX_PORT: '0',
      SANDBOX_WEBHOOK_URL: webhookUrl,
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await waitForReadyUrl(child);
  return {
    url,
    async control(path: string, body?: object, method = body ? 'POST' : 'GET') {
      const response = await fetch(`${url}/_sandbox/${path}`, {
        method,
        headers: { authorization: `Bearer ${secrets.STRIPE_SECRET_KEY}` },
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok)
        throw new Error(`the sandbox answered ${path} with ${JSON.stringify(answer)}`);
      return answer;
    },
    async stop() {
      const gone = once(child, 'exit');
      if (child.exitCode === null) {
        child.kill();
        await gone;
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitForReadyUrl(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
}
