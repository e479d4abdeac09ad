import { randomBytes } from 'node:crypto';
import { v4, v7 } from 'uuid';
import { readSettings } from '#server/env.ts';
import { createSendingBoss } from '#server/jobs.ts';
import { openDeps } from '#server/open-deps.ts';
import type { PlaceOrder } from '#server/orders/placement.ts';
import { createShop, type Shop } from '#server/shop.ts';
import { PRICE_CENTS, type BenchDatabase } from './bench-database.ts';

/** The shop's engine in this process: what the web process runs, without HTTP and pages. */
export interface Engine {
  shop: Shop;
  close(): Promise<void>;
}

export async function openEngine(database: BenchDatabase): Promise<Engine> {
  const settings = readSettings({
    DATABASE_URL: database.databaseUrl,
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: 'whsec_bench',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    ORDERS_PER_MINUTE: '0',
    LOG_LEVEL: 'error',
  });
  const { deps, close } = await openDeps(settings, {
    name: 'bench',
    connections: 10,
    createBoss: (url, log) => createSendingBoss(url, (err) => log.error({ err }, 'pg-boss')),
  });
  const shop = createShop(deps, settings);
  return {
    shop,
    async close() {
      await shop.drain();
      await close();
    },
  };
}

export const shippingAddress = {
  name: 'Bench',
  line1: '1 Bench Street',
  city: 'Bench',
  postalCode: '12345',
  country: 'DE',
};

/** An order of one unit of each SKU by a buyer of its own. */
export function newOrder(skuIds: readonly string[]): PlaceOrder {
  return {
    orderId: v7(),
    buyerId: v4(),
    lines: skuIds.map((skuId) => ({ skuId, quantity: 1 })),
    email: 'b@example.com',
    shippingAddress,
    expectedTotalCents: PRICE_CENTS * skuIds.length,
  };
}

/** Runs `work` from so many callers at once, each again as soon as it is answered. */
export async function closedLoop(
  callers: number,
  durationMs: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const end = performance.now() + durationMs;
  let done = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        await work();
        done++;
      }
    }),
  );
  return done;
}
