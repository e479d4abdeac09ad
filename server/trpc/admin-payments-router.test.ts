import { beforeAll, expect, test } from 'vitest';
import type { StaffRole } from '../accounts/ensure-staff.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createPaidOrder,
  createPayableOrder,
  statusOf,
} from '../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';

let shop: TestShop;
let cookies: Record<StaffRole, string>;
beforeAll(async () => {
  shop = await openTestShop();
  cookies = await signInEachRole(shop);
});
registerInvariantChecks(() => shop);

interface Answer {
  result?: { data: unknown };
  error?: { message: string; data: { domain: unknown } };
}

async function callMutation(role: StaffRole, path: string, input: object): Promise<Answer> {
  const response = await fetch(`${shop.url}/api/trpc/admin.${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: cookies[role] },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Answer;
}

async function callQuery(role: StaffRole, path: string, input: object = {}): Promise<Answer> {
  const query = encodeURIComponent(JSON.stringify(input));
  const response = await fetch(`${shop.url}/api/trpc/admin.${path}?input=${query}`, {
    headers: { cookie: cookies[role] },
  });
  return (await response.json()) as Answer;
}

async function heldOrder() {
  const order = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { capture_offset: -300 });
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
  await deliverWebhooks(shop);
  return order;
}

test('everybody on the staff sees what needs a person; administrators alone decide it', async () => {
  const { orderId } = await heldOrder();
  const seen = await callQuery('viewer', 'payments.attention');
  expect(seen.result?.data).toMatchObject({
    items: [{ kind: 'payment_held', orderId, amountCents: 700, reason: 'amount_differs' }],
    isCut: false,
    books: null,
  });
  const refused = await callMutation('viewer', 'payments.resolveHeld', { orderId });
  expect(refused.error?.data.domain).toMatchObject({ code: 'FORBIDDEN' });
  expect(await statusOf(shop, orderId)).toBe('pending_payment');

  const resolved = await callMutation('admin', 'payments.resolveHeld', { orderId });
  expect(resolved.result?.data).toMatchObject({ status: 'cancelled' });
  expect((await callQuery('admin', 'payments.attention')).result?.data).toMatchObject({
    items: [],
  });
  const { result } = await callQuery('admin', 'orders.get', { orderId });
  expect(result?.data).toMatchObject({
    refunds: [{ reason: 'held_payment', requestedBy: 'admin@shop.example' }],
  });
});

test('a refund with its goods, by the line, is recorded with what came back', async () => {
  const { orderId, skuId } = await createPaidOrder(shop, 3);
  const wrong = {
    orderId,
    amountCents: 500,
    restock: true,
    restockLines: [{ skuId, quantity: 4 }],
  };
  const refused = await callMutation('admin', 'orders.refund', wrong);
  expect(refused.error?.data.domain).toMatchObject({
    code: 'RESTOCK_TOO_LARGE',
    lines: [{ skuId, restockable: 3 }],
  });
  const right = { ...wrong, restockLines: [{ skuId, quantity: 2 }] };
  expect((await callMutation('admin', 'orders.refund', right)).result?.data).toEqual({
    refundId: expect.any(String),
    restocked: [{ skuId, code: expect.any(String), quantity: 2 }],
  });
  const recorded = await callQuery('viewer', 'actions.list', { action: 'admin.orders.refund' });
  expect(recorded.result?.data).toMatchObject({
    actions: [{ told: { restocked: [{ code: expect.any(String), quantity: 2 }] } }, {}],
  });
  const { result } = await callQuery('viewer', 'orders.get', { orderId });
  expect(result?.data).toMatchObject({
    refundableCents: 2500,
    refunds: [{ amountCents: 500, restock: true }],
    restockable: [{ skuId, quantity: 1 }],
  });
});

test('looking a payment up records what was missed, and says when the service is down', async () => {
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await shop.sandbox.control('faults', { api_outage: '503' });
  const down = await callMutation('admin', 'payments.lookUp', { orderId });
  expect(down.error?.data.domain).toMatchObject({ code: 'PAYMENT_SERVICE_UNAVAILABLE' });
  await shop.sandbox.control('faults', { api_outage: 'off' });
  const found = await callMutation('admin', 'payments.lookUp', { orderId });
  expect(found.result?.data).toEqual({ outcomes: ['order_paid'] });
});

test('a disputed order tells of it in its story', async () => {
  const { orderId } = await createPaidOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/dispute`, {});
  await deliverWebhooks(shop);
  const { result } = await callQuery('viewer', 'orders.get', { orderId });
  expect(result?.data).toMatchObject({
    disputes: [{ state: 'needs_response' }],
    timeline: expect.arrayContaining([
      expect.objectContaining({ kind: 'event', outcome: 'dispute_recorded' }),
    ]),
  });
});
