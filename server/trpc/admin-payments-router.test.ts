import { beforeAll, expect, test } from 'vitest';
import type { StaffRole } from '../platform/actor.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createPaidOrder,
  createPayableOrder,
  statusOf,
} from '../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { callMutation, callQuery } from '../testing/call-trpc.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';

let shop: TestShop;
let cookies: Record<StaffRole, string>;
beforeAll(async () => {
  shop = await openTestShop();
  cookies = await signInEachRole(shop);
});
registerInvariantChecks(() => shop);

const query = (role: StaffRole, procedure: string, input: object = {}) =>
  callQuery(shop.url, `admin.${procedure}`, { input, cookie: cookies[role] });
const mutate = (role: StaffRole, procedure: string, input: object) =>
  callMutation(shop.url, `admin.${procedure}`, { input, cookie: cookies[role] });

async function heldOrder() {
  const order = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { capture_offset: -300 });
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
  await deliverWebhooks(shop);
  return order;
}

test('viewers see the payments that need review; only administrators resolve them', async () => {
  const { orderId } = await heldOrder();
  const seen = await query('viewer', 'payments.attention');
  expect(seen.data).toMatchObject({
    items: [{ kind: 'payment_held', orderId, amountCents: 700, reason: 'amount_differs' }],
    isTruncated: false,
    books: null,
  });
  const refused = await mutate('viewer', 'payments.resolveHeld', { orderId });
  expect(refused.domain).toMatchObject({ code: 'FORBIDDEN' });
  expect(await statusOf(shop, orderId)).toBe('pending_payment');

  const resolved = await mutate('admin', 'payments.resolveHeld', { orderId });
  expect(resolved.data).toMatchObject({ status: 'cancelled' });
  expect((await query('admin', 'payments.attention')).data).toMatchObject({ items: [] });
  const { data } = await query('admin', 'orders.get', { orderId });
  expect(data).toMatchObject({
    refunds: [{ reason: 'held_payment', requestedBy: { kind: 'staff', id: 'admin@shop.example' } }],
  });
});

test('a refund with restocked lines is recorded with the units put back on hand', async () => {
  const { orderId, skuId } = await createPaidOrder(shop, 3);
  const wrong = {
    orderId,
    amountCents: 500,
    restock: true,
    restockLines: [{ skuId, quantity: 4 }],
  };
  const refused = await mutate('admin', 'orders.refund', wrong);
  expect(refused.domain).toMatchObject({
    code: 'RESTOCK_TOO_LARGE',
    lines: [{ skuId, restockable: 3 }],
  });
  const right = { ...wrong, restockLines: [{ skuId, quantity: 2 }] };
  expect((await mutate('admin', 'orders.refund', right)).data).toEqual({
    refundId: expect.any(String),
    restocked: [{ skuId, code: expect.any(String), quantity: 2 }],
  });
  const recorded = await query('viewer', 'actions.list', { action: 'admin.orders.refund' });
  expect(recorded.data).toMatchObject({
    actions: [{ result: { restocked: [{ code: expect.any(String), quantity: 2 }] } }, {}],
  });
  const { data } = await query('viewer', 'orders.get', { orderId });
  expect(data).toMatchObject({
    refundableCents: 2500,
    refunds: [{ amountCents: 500, restock: true }],
    restockable: [{ skuId, quantity: 1 }],
  });
});

test('looking up a payment records a missed event, and fails clearly while the payment service is down', async () => {
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await shop.sandbox.control('faults', { api_outage: '503' });
  const down = await mutate('admin', 'payments.lookUp', { orderId });
  expect(down.domain).toMatchObject({ code: 'PAYMENT_SERVICE_UNAVAILABLE' });
  await shop.sandbox.control('faults', { api_outage: 'off' });
  const found = await mutate('admin', 'payments.lookUp', { orderId });
  expect(found.data).toEqual({ outcomes: ['order_paid'] });
});

test('a disputed order shows the dispute in its timeline', async () => {
  const { orderId } = await createPaidOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/dispute`, {});
  await deliverWebhooks(shop);
  const { data } = await query('viewer', 'orders.get', { orderId });
  expect(data).toMatchObject({
    disputes: [{ state: 'needs_response' }],
    timeline: expect.arrayContaining([
      expect.objectContaining({ kind: 'event', outcome: 'dispute_recorded' }),
    ]),
  });
});
