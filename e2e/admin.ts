import { randomBytes } from 'node:crypto';
import { request, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { ensureStaff } from '#server/accounts/ensure-staff.ts';
import type { System } from '../tools/scripts/system.ts';
import { queryApi, payOrderByApi, placeOrderByApi, mutateApi } from './api.ts';
import { createTestProduct } from './products.ts';
import type { StaffStorageState } from './staff.ts';
import { withDatabase, callSandbox } from './database.ts';
import { expect } from './system.ts';

/** Orders in every final state, their SKU, and a product with pictures. */
export type AdminData = Record<
  'pending' | 'refunded' | 'cancelled' | 'held' | 'disputed',
  string
> & {
  skuId: string;
  productId: string;
};

/** The path of every admin page, by the name of its screenshot. */
export const adminPages: Record<string, (data: AdminData) => string> = {
  'admin overview': () => '/admin',
  'admin locks': () => '/admin/locks',
  'admin locks by sku': () => '/admin/locks?view=sku',
  'admin locks of a sku': ({ skuId }) => `/admin/locks?skuId=${skuId}`,
  'admin locks no matches': () => '/admin/locks?sku=no-such-code',
  'admin orders': () => '/admin/orders',
  'admin order pending': ({ pending }) => `/admin/orders/${pending}`,
  'admin order refunded': ({ refunded }) => `/admin/orders/${refunded}`,
  'admin order cancelled': ({ cancelled }) => `/admin/orders/${cancelled}`,
  'admin order with held payment': ({ held }) => `/admin/orders/${held}`,
  'admin stock': () => '/admin/stock',
  'admin stock of a sku': ({ skuId }) => `/admin/stock/${skuId}`,
  'admin products': () => '/admin/products',
  'admin new product': () => '/admin/products/new',
  'admin product': ({ productId }) => `/admin/products/${productId}`,
  'admin import': () => '/admin/products/import',
  'admin payments': () => '/admin/payments',
  'admin received payments': () => '/admin/payments?view=received',
  'admin refunds': () => '/admin/payments?view=refunds',
  'admin payment events': () => '/admin/payments?view=events',
  'admin reconciliation': () => '/admin/payments?view=books',
  'admin queues': () => '/admin/queues',
  'admin jobs': () => '/admin/queues?view=jobs&state=delayed',
  'admin jobs done': () => '/admin/queues?view=jobs&state=completed',
  'admin jobs no matches': () => '/admin/queues?view=jobs&queue=no-such-queue',
  'admin sweeps': () => '/admin/sweeps',
  'admin stopped orders': () => '/admin/stopped',
  'admin actions': () => '/admin/actions',
  'admin customers': () => '/admin/customers',
  'admin staff': () => '/admin/staff',
};

/** Calls procedures as a member of staff. */
export async function createStaffApi(
  shop: System,
  staff: StaffStorageState,
): Promise<APIRequestContext> {
  return await request.newContext({ baseURL: shop.shopUrl, storageState: staff });
}

/** Creates data for every admin page: payments that need review, a dead letter, a sweep. */
export async function seedAdminData(shop: System, staff: APIRequestContext): Promise<AdminData> {
  const { slug, skus } = await createTestProduct(shop, {
    name: 'Busy Basket',
    skus: [{ onHand: 50 }],
  });
  const place = () => placeOrderByApi(staff, slug);
  const pending = await place();
  const cancelled = await place();
  await mutateApi(staff, 'admin.orders.cancel', { orderId: cancelled });

  const refunded = await place();
  await payOrderByApi(staff, shop, refunded);
  await callSandbox(shop, 'faults', { refund_outcome: 'failed', refund_settle_ms: 0 });
  await refundOrderByApi(staff, refunded, 900);
  await callSandbox(shop, 'faults', { refund_outcome: 'succeeded', capture_offset: -100 });
  await refundOrderByApi(staff, refunded, 500);
  const held = await place();
  await payOrderByApi(staff, shop, held);
  await callSandbox(shop, 'faults', undefined, 'DELETE');

  const disputed = await place();
  await payOrderByApi(staff, shop, disputed);
  await callSandbox(shop, `sessions/${disputed}/dispute`, {});
  await insertDeadLetter(shop, pending);
  await insertLimitRefusals(shop, skus[0]!.skuId);
  await runSweepByApi(staff);
  const { productId } = await queryApi<{ productId: string }>(staff, 'catalog.product', {
    slug: 'everyday-tee',
  });
  return { pending, refunded, cancelled, held, disputed, skuId: skus[0]!.skuId, productId };
}

/** Starts a sweep and waits until it has finished. */
async function runSweepByApi(staff: APIRequestContext): Promise<void> {
  await mutateApi(staff, 'admin.sweeps.run', {});
  type Sweeps = { sweeps: object[]; isRunning: boolean };
  const stateOf = async () => {
    const { sweeps, isRunning } = await queryApi<Sweeps>(staff, 'admin.sweeps.list', {});
    return { ended: sweeps.length > 0 && !isRunning };
  };
  await expect.poll(stateOf).toEqual({ ended: true });
}

async function refundOrderByApi(staff: APIRequestContext, orderId: string, amountCents: number) {
  type Details = { order: { status: string } };
  const statusOf = async () =>
    (await queryApi<Details>(staff, 'admin.orders.get', { orderId })).order.status;
  await expect.poll(statusOf).toBe('paid');
  await mutateApi(staff, 'admin.orders.refund', {
    orderId,
    amountCents,
    note: 'Arrived scratched',
  });
  // A job makes the refund while the faults are active.
  type Refunds = { refunds: { amountCents: number; state: string }[] };
  const stateOf = async () =>
    (await queryApi<Refunds>(staff, 'admin.orders.get', { orderId })).refunds.find(
      (refund) => refund.amountCents === amountCents,
    )?.state;
  await expect.poll(stateOf).toMatch(/succeeded|failed/);
}

/** Inserts a dead letter, as a job leaves one after its last retry. */
async function insertDeadLetter(shop: System, orderId: string): Promise<void> {
  await withDatabase(shop, (db) =>
    sql`
      insert into pgboss.job
        (name, data, source_name, source_id, source_created_on, source_retry_count, source_output)
      values ('dead-letters', ${JSON.stringify({ orderIds: [orderId] })}::jsonb, 'recover-stock',
        gen_random_uuid(), now(), 4, '{"message": "connect ECONNREFUSED 127.0.0.1:3010"}'::jsonb)
    `.execute(db),
  );
}

/** Inserts refusals of limits, one of each kind, as a web process stores them. */
async function insertLimitRefusals(shop: System, skuId: string): Promise<void> {
  await withDatabase(shop, (db) =>
    sql`
      insert into limit_refusals
        (refusal_id, kind, subject, reason, sku_id, count, first_at, last_at)
      values
        (gen_random_uuid(), 'network', '2001:db8:1:2::', 'TOO_MANY_UNITS_HELD', ${skuId}::uuid, 31,
          now() - interval '2 hours', now()),
        (gen_random_uuid(), 'email', 'hoarder@example.com', 'TOO_MANY_OPEN_ORDERS', null, 2,
          now() - interval '1 hour', now() - interval '1 hour'),
        (gen_random_uuid(), 'buyer', ${v7()}, 'TOO_MANY_UNITS_HELD', null, 1,
          now() - interval '1 day', now() - interval '1 day')
      on conflict do nothing
    `.execute(db),
  );
}

/** The rows of a table, without its header. */
export function tableRows(page: Page, table: string | RegExp = /./): Locator {
  return page
    .getByRole('table', { name: table })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
}

/** Adds what takes the most room: a product and an account with long names, a SKU with many units. */
export async function seedLongTexts(shop: System): Promise<void> {
  await createTestProduct(shop, {
    name: 'Weatherproof 防水远征双肩背包 Expedition Backpack',
    skus: [
      {
        options: { Colour: 'Midnight Blue with Orange Piping', Size: 'Extra Large' },
        onHand: 98765,
      },
    ],
  });
  await ensureStaff({
    email: 'maximiliana.featherstonehaugh-cholmondeley@warehouse-operations.shop.example',
    name: 'Maximiliana Featherstonehaugh-Cholmondeley',
    password: randomBytes(12).toString('base64url'),
    role: 'admin',
    databaseUrl: shop.databaseUrl,
    publicUrl: shop.shopUrl,
    authSecret: randomBytes(32).toString('base64url'),
  });
}
