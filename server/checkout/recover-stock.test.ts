import { v7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { findActionsOfOrder } from '../audit-trail/staff-action-store.ts';
import { TEST_JOB, TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import {
  createOrder,
  createPaidOrder,
  createPayableOrder,
  deliverWebhooks,
  leaveLockActive,
  PAYMENT_WINDOW_MS,
  registerInvariantChecks,
  statusOf,
  stockOf,
} from '../testing/payment-scenarios.ts';
import { countRoundTrips } from '../testing/count-round-trips.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { cancelOrder } from './cancel-order.ts';
import { closeOrders } from './close-orders.ts';
import { recoverOrder } from './recover-order.ts';
import { recoverStock } from './recover-stock.ts';
import { sweep } from './sweep.ts';

const RECOVERY_DELAY_MS = 5 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

/** The outcome of each order, in the order given. */
async function recover(orderIds: string[]) {
  const outcomes = await recoverStock(shop.deps, TEST_JOB, orderIds);
  return orderIds.map((orderId) => outcomes.get(orderId));
}

async function createCancelledOrder() {
  const order = await createOrder(shop, 2);
  await cancelOrder(shop.deps, TEST_SHOPPER, order.orderId);
  return order;
}

async function createProcessingOrder() {
  const order = await createPayableOrder(shop, 2);
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, { method: 'bank' });
  await deliverWebhooks(shop);
  return order;
}

const staffFor = (orderId: string) => testStaff('staff@shop.example', { input: { orderId } });

async function staffOutcomesOf(orderId: string) {
  return (await findActionsOfOrder(shop.deps.db, orderId)).map(({ outcome }) => outcome);
}

test('an order that its close job missed is closed, and its lock released once', async () => {
  const { orderId, skuId } = await createPayableOrder(shop, 2);
  shop.clock.advance(PAYMENT_WINDOW_MS + RECOVERY_DELAY_MS);
  expect(await recover([orderId])).toEqual(['released']);
  expect(await statusOf(shop, orderId)).toBe('cancelled: payment_window_passed');
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  expect(await recover([orderId])).toEqual(['already_settled']);
});

test('orders whose locks are settled cost one transaction', async () => {
  const { orderId } = await createPaidOrder(shop, 2);
  expect(await countRoundTrips(() => recover([orderId]))).toBe(3);
});

test('a lock left by a paid order is consumed', async () => {
  const order = await createPaidOrder(shop, 2);
  await leaveLockActive(shop, order);
  await shop.expectNoAuditViolations();
  expect(await recover([order.orderId])).toEqual(['consumed']);
  expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 8, locked: 0 });
});

test('a lock left by a cancelled order is released', async () => {
  const order = await createCancelledOrder();
  await leaveLockActive(shop, order);
  await shop.expectNoAuditViolations();
  expect(await recover([order.orderId])).toEqual(['released']);
  expect(await stockOf(shop, order.skuId)).toEqual({ on_hand: 10, locked: 0 });
});

test('a batch of orders in every state: each has its own outcome', async () => {
  const settled = await createCancelledOrder();
  const unpaid = await createOrder(shop, 2);
  const processing = await createProcessingOrder();
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  const paid = await createPayableOrder(shop, 2);
  await shop.sandbox.control(`sessions/${paid.orderId}/pay`, {});
  shop.clock.advance(PAYMENT_WINDOW_MS);
  const notDue = await createPayableOrder(shop, 2);
  const left = await createCancelledOrder();
  await leaveLockActive(shop, left);

  const orders = [settled, left, unpaid, processing, paid, notDue, { orderId: v7() }];
  expect(await recover(orders.map(({ orderId }) => orderId))).toEqual([
    'already_settled',
    'released',
    'released',
    'processing',
    'consumed',
    'not_due',
    'unknown',
  ]);
  expect(await stockOf(shop, processing.skuId)).toEqual({ on_hand: 10, locked: 2 });
  expect(await stockOf(shop, notDue.skuId)).toEqual({ on_hand: 10, locked: 2 });
  await shop.sandbox.control(`sessions/${processing.orderId}/settle`, {});
});

test('while the payment service does not answer, order and lock stay', async () => {
  const { orderId, skuId } = await createPayableOrder(shop, 2);
  shop.clock.advance(PAYMENT_WINDOW_MS);
  await shop.sandbox.control('faults', { api_outage: '503' });
  expect(await recover([orderId])).toEqual(['unresolved']);
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 2 });
});

test('a sweep and two jobs at once settle each lock once', async () => {
  const orders = await Promise.all(Array.from({ length: 20 }, () => createOrder(shop, 2)));
  shop.clock.advance(PAYMENT_WINDOW_MS + 2 * RECOVERY_DELAY_MS);
  const ids = orders.map(({ orderId }) => orderId);
  await Promise.all([
    sweep(shop.deps, TEST_JOB),
    recover(ids),
    closeOrders(shop.deps, TEST_JOB, ids, { reason: 'payment_window_passed' }),
    recover(ids.toReversed()),
  ]);
  for (const { skuId } of orders) {
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  }
});

test('by staff, the settled lock and the audit trail commit together', async () => {
  const order = await createCancelledOrder();
  await leaveLockActive(shop, order);
  const staff = staffFor(order.orderId);
  await recoverStock(shop.deps, staff, [order.orderId]);
  expect(await staffOutcomesOf(order.orderId)).toEqual(['released']);
  await recoverStock(shop.deps, staffFor(order.orderId), [order.orderId]);
  expect(await staffOutcomesOf(order.orderId)).toEqual(['released']);
});

test('recovering one order for staff answers and records the outcome, also when nothing was left', async () => {
  const order = await createCancelledOrder();
  await leaveLockActive(shop, order);
  const { orderId } = order;
  for (const outcome of ['released', 'already_settled']) {
    expect(await recoverOrder(shop.deps, staffFor(orderId), orderId)).toEqual({ outcome });
  }
  expect(await staffOutcomesOf(orderId)).toEqual(['released', 'already_settled']);
  const unknown = v7();
  expect(await recoverOrder(shop.deps, staffFor(unknown), unknown)).toEqual({ outcome: 'unknown' });
});
