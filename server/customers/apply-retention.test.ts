import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { TEST_SHOPPER } from '../testing/actors.ts';
import { createOrder, createPaidOrder, expectReconciled } from '../testing/payment-scenarios.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { applyRetention } from './apply-retention.ts';

const DAY_MS = 24 * 60 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ CUSTOMER_DATA_RETENTION: '40d', RAW_EVENT_RETENTION: '10d' });
});
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

async function emailOf(orderId: string): Promise<string> {
  const order = await shop.deps.db
    .selectFrom('orders')
    .select('email')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return order.email;
}

async function createCancelledOrder(): Promise<string> {
  const { orderId } = await createOrder(shop);
  await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
  return orderId;
}

const countEventBodies = async () => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from webhook_events where payload is not null`.execute(shop.deps.db);
  return rows[0]!.count;
};

test('bodies of applied events are removed after their time, and those not applied stay', async () => {
  await createPaidOrder(shop);
  await sql`insert into webhook_events (event_id, kind, payload, occurred_at, received_at)
    values ('evt_unapplied', 'x', '{}', now(), now())`.execute(shop.deps.db);
  const before = await countEventBodies();
  expect(before).toBeGreaterThan(1);
  shop.clock.advance(10 * DAY_MS - 1000);
  expect(await applyRetention(shop.deps)).toEqual({ orders: 0, events: 0 });
  shop.clock.advance(60_000);
  expect(await applyRetention(shop.deps)).toEqual({ orders: 0, events: before - 1 });
  expect(await countEventBodies()).toBe(1);

  // An event that is applied after a run is removed by a later one.
  await sql`update webhook_events set applied_at = now(), outcome = 'ignored'
    where event_id = 'evt_unapplied'`.execute(shop.deps.db);
  expect(await applyRetention(shop.deps)).toEqual({ orders: 0, events: 1 });
});

test('ended orders are erased after their time, and an open one later, when it has ended', async () => {
  const [first, last] = [await createCancelledOrder(), await createOrder(shop)];
  shop.clock.advance(60_000);
  const later = await createCancelledOrder();
  shop.clock.advance(40 * DAY_MS - 30_000);
  const { orders } = await applyRetention(shop.deps);
  expect(orders).toBeGreaterThanOrEqual(1);
  expect(await emailOf(first)).toBe('');
  expect(await emailOf(last.orderId)).not.toBe('');
  expect(await emailOf(later)).not.toBe('');
  shop.clock.advance(60_000);
  expect(await applyRetention(shop.deps)).toMatchObject({ orders: 1 });
  expect(await emailOf(later)).toBe('');

  await cancelOrder(shop.deps, TEST_SHOPPER, last.orderId);
  expect(await applyRetention(shop.deps)).toMatchObject({ orders: 0 });
  shop.clock.advance(41 * DAY_MS);
  expect(await applyRetention(shop.deps)).toMatchObject({ orders: 1 });
  expect(await emailOf(last.orderId)).toBe('');
  expect(await applyRetention(shop.deps)).toEqual({ orders: 0, events: 0 });
});

test('ended sessions of staff are removed with their addresses, and counted sign-ins after a day', async () => {
  await signInEachRole(shop);
  const count = async (table: 'staff_sessions' | 'staff_rate_limits') => {
    const { rows } = await sql<{ count: number }>`
      select count(*) from ${sql.table(table)}`.execute(shop.deps.db);
    return rows[0]!.count;
  };
  expect(await count('staff_sessions')).toBeGreaterThan(0);
  shop.clock.advance(400 * DAY_MS);
  await applyRetention(shop.deps);
  expect(await count('staff_sessions')).toBe(0);
  expect(await count('staff_rate_limits')).toBe(0);
});

test('each run leaves a record of what it removed', async () => {
  const { rows } = await sql<{ orders: number; events: number; runs: number }>`
    select sum(orders_erased)::int as orders, sum(events_cleared)::int as events,
      count(*) as runs from retention_runs`.execute(shop.deps.db);
  expect(rows[0]).toEqual({
    orders: expect.any(Number),
    events: expect.any(Number),
    runs: 9,
  });
  expect(rows[0]!.orders).toBeGreaterThanOrEqual(3);
});
