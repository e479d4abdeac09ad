import { request, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { sql } from 'kysely';
import type { System } from '../tools/scripts/system.ts';
import { queryApi, payOrderByApi, placeOrderByApi, mutateApi } from './api.ts';
import { createTestProduct } from './products.ts';
import type { StaffStorageState } from './staff.ts';
import { withDatabase, callSandbox } from './database.ts';
import { expect } from './system.ts';

/** Orders that have come to every end there is, what they were for, and a product with pictures. */
export type AdminData = Record<
  'pending' | 'refunded' | 'cancelled' | 'held' | 'disputed',
  string
> & {
  skuId: string;
  productId: string;
};

/** Every page of the back office, by what its picture is called. */
export const adminPages: Record<string, (office: AdminData) => string> = {
  'office overview': () => '/admin',
  'office locks': () => '/admin/locks',
  'office locks by sku': () => '/admin/locks?view=sku',
  'office locks of a sku': ({ skuId }) => `/admin/locks?skuId=${skuId}`,
  'office locks none fit': () => '/admin/locks?sku=no-such-code',
  'office orders': () => '/admin/orders',
  'office order to pay': ({ pending }) => `/admin/orders/${pending}`,
  'office order refunded': ({ refunded }) => `/admin/orders/${refunded}`,
  'office order cancelled': ({ cancelled }) => `/admin/orders/${cancelled}`,
  'office order with held money': ({ held }) => `/admin/orders/${held}`,
  'office stock': () => '/admin/stock',
  'office stock of a sku': ({ skuId }) => `/admin/stock/${skuId}`,
  'office products': () => '/admin/products',
  'office new product': () => '/admin/products/new',
  'office product': ({ productId }) => `/admin/products/${productId}`,
  'office import': () => '/admin/products/import',
  'office payments': () => '/admin/payments',
  'office refunds': () => '/admin/payments?view=refunds',
  'office payment events': () => '/admin/payments?view=events',
  'office books': () => '/admin/payments?view=books',
  'office queues': () => '/admin/queues',
  'office jobs': () => '/admin/queues?view=jobs&state=delayed',
  'office jobs done': () => '/admin/queues?view=jobs&state=completed',
  'office jobs none fit': () => '/admin/queues?view=jobs&queue=no-such-queue',
  'office sweeps': () => '/admin/sweeps',
  'office actions': () => '/admin/actions',
};

/** Opens a way to call procedures as a member of staff. */
export async function createStaffApi(
  shop: System,
  staff: StaffStorageState,
): Promise<APIRequestContext> {
  return await request.newContext({ baseURL: shop.shopUrl, storageState: staff });
}

/** Gives the back office something to do: money that waits for staff, a dead job, a sweep. */
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
  await runSweepByApi(staff);
  const { productId } = await queryApi<{ productId: string }>(staff, 'catalog.product', {
    slug: 'everyday-tee',
  });
  return { pending, refunded, cancelled, held, disputed, skuId: skus[0]!.skuId, productId };
}

/** Has the worker sweep, and waits for its end. */
async function runSweepByApi(staff: APIRequestContext): Promise<void> {
  await mutateApi(staff, 'admin.sweeps.run', {});
  type Sweeps = { sweeps: object[]; underWay: boolean };
  const stateOf = async () => {
    const { sweeps, underWay } = await queryApi<Sweeps>(staff, 'admin.sweeps.list', {});
    return { ended: sweeps.length > 0 && !underWay };
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
  // A job asks the payment service, under the faults that are set now.
  type Refunds = { refunds: { amountCents: number; state: string }[] };
  const stateOf = async () =>
    (await queryApi<Refunds>(staff, 'admin.orders.get', { orderId })).refunds.find(
      (refund) => refund.amountCents === amountCents,
    )?.state;
  await expect.poll(stateOf).toMatch(/succeeded|failed/);
}

/** Leaves a dead letter behind, as a job does whose tries are used up. */
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

/** The rows that the page lists, without the header. */
export function tableRows(page: Page, table: string | RegExp = /./): Locator {
  return page
    .getByRole('table', { name: table })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
}
