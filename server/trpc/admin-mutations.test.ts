import { sql } from 'kysely';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { insertStaff } from '../accounts/staff-store.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import type { StaffRole } from '../platform/actor.ts';
import { TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import {
  createPaidOrder,
  createPayableOrder,
  deliverWebhooks,
  loseSession,
  PAYMENT_WINDOW_MS,
  runRefundJobs,
} from '../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { appRouter } from './router.ts';

let shop: TestShop;
let boss: PgBoss;
let cookies: Record<StaffRole, string>;
beforeAll(async () => {
  // The clock is advanced by more than fifteen minutes.
  shop = await openTestShop({ REAUTHENTICATE_AFTER: '24h' });
  cookies = await signInEachRole(shop);
  boss = new PgBoss({
    connectionString: shop.databaseUrl,
    max: 1,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  await boss.start();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await shop.close();
});

/** What each mutation is sent, after whatever makes it change something. */
const inputs: Record<string, () => Promise<unknown>> = {
  'admin.orders.cancel': async () => ({ orderId: (await createPayableOrder(shop)).orderId }),
  'admin.orders.replaceLink': async () => ({ orderId: (await createPayableOrder(shop)).orderId }),
  'admin.orders.refund': async () => ({
    orderId: (await createPaidOrder(shop)).orderId,
    restock: true,
  }),
  async 'admin.locks.recover'() {
    const { orderId } = await createPayableOrder(shop);
    shop.clock.advance(2 * PAYMENT_WINDOW_MS);
    return { orderId };
  },
  async 'admin.stock.adjust'() {
    const skuId = await shop.newSku({ onHand: 5 });
    const { location_id: locationId } = await shop.deps.db
      .selectFrom('stock')
      .select('location_id')
      .where('sku_id', '=', skuId)
      .executeTakeFirstOrThrow();
    return { skuId, locationId, delta: 1, reason: 'received' };
  },
  async 'admin.limits.exempt'() {
    const refusalId = v7();
    const at = shop.clock.now();
    await shop.deps.db
      .insertInto('limit_refusals')
      .values({
        refusal_id: refusalId,
        kind: 'network',
        subject: '203.0.113.7',
        count: 1,
        reason: 'TOO_MANY_OPEN_ORDERS',
        first_at: at,
        last_at: at,
      })
      .execute();
    return { refusalId, hours: 24 };
  },
  'admin.sweeps.run': () => Promise.resolve(undefined),
  async 'admin.queues.redrive'() {
    await boss.send('close-orders', { orderIds: [] }, { retryLimit: 0 });
    const [job] = await boss.fetch('close-orders');
    await boss.fail('close-orders', job!.id, { message: 'test' });
    shop.clock.advance(60_000);
    return {};
  },
  async 'admin.payments.lookUp'() {
    const { orderId } = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    await shop.sandbox.control(`sessions/${orderId}/pay`, {});
    return { orderId };
  },
  async 'admin.payments.replayEvent'() {
    const { orderId } = await createPaidOrder(shop);
    const { event_id: eventId } = await shop.deps.db
      .updateTable('webhook_events')
      .set({ applied_at: null, outcome: null })
      .where('order_id', '=', orderId)
      .returning('event_id')
      .executeTakeFirstOrThrow();
    return { eventId };
  },
  async 'admin.payments.resolveHeld'() {
    const { orderId } = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { capture_offset: -300 });
    await shop.sandbox.control(`sessions/${orderId}/pay`, {});
    await deliverWebhooks(shop);
    return { orderId };
  },
  async 'admin.payments.confirmNotPaid'() {
    const { orderId } = await createPayableOrder(shop);
    await loseSession(shop, orderId);
    await expect(cancelOrder(shop.deps, testStaff(), orderId)).rejects.toThrow();
    return { orderId };
  },
  async 'admin.payments.resolveRefund'() {
    const { orderId } = await createPaidOrder(shop);
    await shop.sandbox.control('faults', { refund_outcome: 'failed', refund_settle_ms: 0 });
    const request = { orderId, restock: false, note: '' };
    const { refundId } = await requestRefund(shop.deps, testStaff(), request);
    await runRefundJobs(shop);
    await deliverWebhooks(shop);
    return { orderId, refundId, resolution: 'retried' };
  },
  async 'admin.customers.erase'() {
    const customerEmail = `${v7()}@customer.example`;
    const skuId = await shop.newSku({ onHand: 10 });
    const order = shop.buildOrder({ [skuId]: 1 }, { email: customerEmail });
    await shop.shop.placeOrder(order, 'test');
    await cancelOrder(shop.deps, TEST_SHOPPER, order.orderId);
    return { customerEmail };
  },
  async 'admin.products.save'() {
    const [productId, skuId] = [v7(), v7()];
    const sku = { skuId, code: skuId, options: {}, priceCents: 1250 };
    const texts = { name: 'Lamp', category: 'Light', description: '' };
    return { productId, slug: productId, ...texts, images: [], version: null, skus: [sku] };
  },
  'admin.staff.invite': () =>
    Promise.resolve({ email: `${v7()}@shop.example`, name: 'Ada', role: 'viewer' }),
  'admin.staff.change': async () => ({ userId: await addStaff(), role: 'admin' }),
  'admin.staff.resetPassword': async () => ({ userId: await addStaff() }),
  async 'admin.staff.signOut'() {
    const userId = await addStaff();
    await shop.deps.db
      .insertInto('staff_sessions')
      .values({
        id: userId,
        token: userId,
        user_id: userId,
        expires_at: new Date(Date.now() + 60_000),
        updated_at: new Date(),
      })
      .execute();
    return { userId };
  },
  'admin.products.uploadPicture': () =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: `#${v7().slice(-6)}` } })
      .png()
      .toBuffer(),
  'admin.products.import': () =>
    Promise.resolve(
      Buffer.from(`slug,name,category,code,price\nlamp-${v7()},Lamp,Light,${v7()},12.00`),
    ),
};

async function addStaff() {
  const account = { email: `${v7()}@shop.example`, name: 'Ada', role: 'viewer' } as const;
  return await insertStaff(shop.deps.db, { ...account, now: new Date() });
}

const paths = Object.keys(inputs);

/** Takes a long file, so it is no query; it writes nothing, and viewers may call it. */
const READ_ONLY_MUTATION = 'admin.products.previewImport';

/** Its input is in no URL; it changes nothing and is recorded. */
const RECORDED_READ = 'admin.customers.export';

async function callMutation(role: StaffRole, path: string, input: unknown): Promise<number> {
  const isFile = Buffer.isBuffer(input);
  const response = await fetch(`${shop.url}/api/trpc/${path}`, {
    method: 'POST',
    headers: {
      'content-type': isFile ? 'application/octet-stream' : 'application/json',
      cookie: cookies[role],
    },
    body: isFile ? new Uint8Array(input) : JSON.stringify(input),
  });
  await response.arrayBuffer();
  await shop.sandbox.control('faults', undefined, 'DELETE');
  return response.status;
}

async function countActions(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from staff_actions`.execute(shop.deps.db);
  return rows[0]!.count;
}

async function findNewestAction() {
  return await shop.deps.db
    .selectFrom('staff_actions')
    .select(['action', 'staff', 'user_id', 'outcome'])
    .orderBy('action_id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
}

/** A digest of all rows of all tables but the audit trail and the sessions of staff. */
async function hashDatabase(): Promise<string> {
  const { db } = shop.deps;
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I', tablename) as name from pg_tables
    where schemaname = 'public' and tablename !~ '^(staff_(actions|rate_limits|sign_in_attempts)|kysely_)'
    union all select 'pgboss.job' order by 1`.execute(db);
  // The error of an event that could not be applied is kept for staff, whatever is rolled back.
  const digests = tables.map(
    ({ name }) =>
      `select md5(string_agg(t, ',' order by t)) as d
       from (select (to_jsonb(t) - '{attempts,last_error}'::text[])::text as t from ${name} as t)`,
  );
  const { rows } = await sql<{ digest: string }>`
    select md5(string_agg(coalesce(d, ''), ',')) as digest from (${sql.raw(digests.join(' union all '))}) as all_digests
  `.execute(db);
  return rows[0]!.digest;
}

/** Outcomes of a request whose transaction was rolled back. */
const NOTHING_CHANGED = ['failed', 'unresolved'];

/** Has PostgreSQL end every connection that writes a record of a change, while `work` runs. */
async function withKilledTransactions<T>(work: () => Promise<T>): Promise<T> {
  const client = new pg.Client(shop.ownerUrl);
  await client.connect();
  await client.query(`
    create function kill_transaction() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
    create trigger kill_transaction before insert or update on staff_actions for each row
      when (coalesce(new.outcome, '') not in ('failed', 'unresolved')) execute function kill_transaction()`);
  try {
    return await work();
  } finally {
    await client.query('drop function kill_transaction cascade');
    await client.end();
  }
}

test('all mutations of the admin router are tested here', () => {
  const procedures = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string } }
  >;
  const mutations = Object.keys(procedures).filter(
    (path) => path.startsWith('admin.') && procedures[path]!._def.type === 'mutation',
  );
  expect(new Set(mutations)).toEqual(new Set([...paths, READ_ONLY_MUTATION, RECORDED_READ]));
});

describe.each(paths)('%s', (action) => {
  let input: unknown;
  let count: number;
  let before: string;
  beforeAll(async () => {
    input = await inputs[action]!();
  });
  beforeEach(async () => {
    // Ending a session makes the payment service send an event, which would change the database too.
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    count = await countActions();
    before = await hashDatabase();
  });

  test('is refused to a viewer, changes nothing and is recorded', async () => {
    expect(await callMutation('viewer', action, input)).toBe(403);
    expect(await hashDatabase()).toBe(before);
    expect(await countActions()).toBe(count + 1);
    const record = { action, staff: 'viewer@shop.example', outcome: 'refused: FORBIDDEN' };
    expect(await findNewestAction()).toMatchObject(record);
  });

  test('leaves neither the change nor its record when its transaction is killed', async () => {
    await withKilledTransactions(() => callMutation('admin', action, input));
    expect(await hashDatabase()).toBe(before);
    expect(await countActions()).toBe(count + 1);
    expect(NOTHING_CHANGED).toContain((await findNewestAction()).outcome);
  });

  test('leaves exactly one record', async () => {
    expect(await callMutation('admin', action, input)).toBe(200);
    expect(await hashDatabase()).not.toBe(before);
    expect(await countActions()).toBe(count + 1);
    const record = { action, staff: 'admin@shop.example', user_id: expect.any(String) };
    expect(await findNewestAction()).toEqual({ ...record, outcome: expect.any(String) });
  });
});

test('exporting the data of a customer is for administrators, and is recorded', async () => {
  const input = { customerEmail: 'reader@customer.example' };
  const before = await hashDatabase();
  for (const [role, status, outcome] of [
    ['viewer', 403, 'refused: FORBIDDEN'],
    ['admin', 200, 'exported'],
  ] as const) {
    expect(await callMutation(role, RECORDED_READ, input)).toBe(status);
    expect(await findNewestAction()).toMatchObject({ action: RECORDED_READ, outcome });
  }
  expect(await hashDatabase()).toBe(before);
  const { rows } = await sql`
    select from staff_actions where staff_actions::text like '%reader@%'`.execute(shop.deps.db);
  expect(rows).toEqual([]);
});

test('previewing an import leaves no record', async () => {
  const count = await countActions();
  expect(await callMutation('viewer', READ_ONLY_MUTATION, Buffer.from('slug,code\na,b'))).toBe(200);
  expect(await countActions()).toBe(count);
});

describe('without an answer of the payment service', () => {
  test.each(['admin.orders.cancel', 'admin.payments.lookUp'])(
    '%s is recorded as unresolved',
    async (action) => {
      const { orderId } = await createPayableOrder(shop);
      const count = await countActions();
      await shop.sandbox.control('faults', { api_outage: '503' });
      expect(await callMutation('admin', action, { orderId })).toBe(503);
      expect(await countActions()).toBe(count + 1);
      expect(await findNewestAction()).toMatchObject({ action, outcome: 'unresolved' });
    },
  );
});
