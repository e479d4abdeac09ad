import { v7 } from 'uuid';
import { createDatabase, createPool } from '#db/client.ts';
import { createBuyerCookies } from '#server/accounts/buyer.ts';
import { ensureStaff } from '#server/accounts/ensure-staff.ts';
import { minimalEnvironment } from '../scripts/minimal-environment.ts';
import { readOrCreateSecrets } from '../scripts/secrets.ts';
import { startSystem, type System } from '../scripts/system.ts';
import type { Target } from './attack.ts';
import { newOrder } from './new-order.ts';
import { mutate, send } from './send.ts';

const PRICE_CENTS = 1000;
/** More than the attacks and the honest shoppers can buy. */
const ON_HAND = 1_000_000;
const BUYERS = 2000;

/** Starts the production build with its default limits. */
export async function startTarget(options: {
  dataDir: string;
  /** false skips Next and its build. */
  pages: boolean;
  log(source: string, line: string): void;
  signal: AbortSignal;
}): Promise<{ system: System; target: Target }> {
  const system = await startSystem({
    ...options,
    environment: minimalEnvironment(),
    port: 0,
    sandboxPort: 0,
    env: { LOG_LEVEL: 'info' },
  });
  try {
    return { system, target: await prepare(system, options) };
  } catch (error) {
    await system.stop();
    throw error;
  }
}

async function prepare(
  system: System,
  { dataDir, pages }: { dataDir: string; pages: boolean },
): Promise<Target> {
  const { databaseUrl, sandboxUrl } = system;
  const [url = ''] = system.webUrls;
  const { buyerSecret, sessionSecret } = readOrCreateSecrets(dataDir);
  const skuId = await addProduct(databaseUrl);
  const cookies = createBuyerCookies([buyerSecret], { secure: false });
  const buyers = Array.from({ length: BUYERS }, () => cookies.issue().split(';', 1)[0]!);
  const order = newOrder(skuId, PRICE_CENTS);
  const placed = await mutate(url, 'orders.place', order, { headers: { cookie: buyers[0]! } });
  if (placed.status !== 200) throw new Error(`no order could be placed: ${placed.body}`);
  const signIn = async (role: 'admin' | 'viewer') => {
    const account = { email: `${role}@attack.example`, password: `${v7()}-Horse-Staple` };
    const publicUrl = system.shopUrl;
    await ensureStaff({ databaseUrl, publicUrl, authSecret: sessionSecret, role, ...account });
    const { status, headers } = await send(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      body: JSON.stringify(account),
      headers: { 'content-type': 'application/json', origin: publicUrl },
    });
    if (status !== 200) throw new Error(`the ${role} could not sign in: ${status}`);
    return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0]).join('; ');
  };
  return {
    url,
    origin: system.shopUrl,
    sandboxUrl,
    skuId,
    priceCents: PRICE_CENTS,
    admin: await signIn('admin'),
    viewer: await signIn('viewer'),
    buyers,
    orderId: order.orderId,
    pages,
  };
}

/** @returns the id of its SKU */
async function addProduct(databaseUrl: string): Promise<string> {
  const db = createDatabase(createPool(databaseUrl, { name: 'holdfast attack', max: 1 }));
  const [product_id, sku_id] = [v7(), v7()];
  const now = new Date();
  try {
    const { location_id } = await db
      .selectFrom('locations')
      .select('location_id')
      .executeTakeFirstOrThrow();
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('products')
        .values({
          product_id,
          slug: product_id,
          name: 'Attacked product',
          category: 'Tests',
          images: '[]',
          created_at: now,
        })
        .execute();
      await trx
        .insertInto('skus')
        .values({ sku_id, product_id, code: sku_id, options: '{}', price_cents: PRICE_CENTS })
        .execute();
      await trx
        .insertInto('stock')
        .values({ sku_id, location_id, on_hand: ON_HAND, locked: 0 })
        .execute();
      await trx
        .insertInto('stock_adjustments')
        .values({
          sku_id,
          adjustment_id: v7(),
          location_id,
          delta: ON_HAND,
          reason: 'opening',
          made_by: 'system:attack',
          made_at: now,
        })
        .execute();
    });
    return sku_id;
  } finally {
    await db.destroy();
  }
}
