import { beforeAll, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { closeOrders } from '../checkout/close-orders.ts';
import { findRefunds } from '../checkout/refund-store.ts';
import { refundPayment } from '../payments/refunds/refund-payment.ts';
import { resolveFailedRefund } from '../payments/refunds/resolve-failed-refund.ts';
import { resolveHeldPayment } from '../payments/refunds/resolve-held-payment.ts';
import { TEST_JOB, TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import {
  createPaidOrder,
  createPayableOrder,
  createStripeClient,
  deliverWebhooks,
  PAYMENT_WINDOW_MS,
  registerInvariantChecks,
  runRefundJobs,
} from '../testing/payment-scenarios.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';
import { listOrders } from './list-orders.ts';
import { viewOrder } from './order-view.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

const view = (orderId: string) => viewOrder(shop.deps, orderId, { kind: 'staff' });

async function listed(orderId: string) {
  const { orders } = await listOrders(shop.deps, {});
  return orders.find((order) => order.orderId === orderId)!;
}

async function payWrongly(orderId: string, offset: number, call = 'pay') {
  await shop.sandbox.control('faults', { capture_offset: offset });
  await shop.sandbox.control(`sessions/${orderId}/${call}`, {});
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await deliverWebhooks(shop);
}

/** Pays on a session that names the order and is not the order's own. */
async function payElsewhere(orderId: string, currency = 'eur') {
  const { id } = await createStripeClient(shop).checkout.sessions.create({
    mode: 'payment',
    success_url: 'http://localhost/done',
    metadata: { order_id: orderId },
    line_items: [
      {
        quantity: 1,
        price_data: { currency, unit_amount: PRICE_CENTS, product_data: { name: 'Elsewhere' } },
      },
    ],
  });
  await shop.sandbox.control(`sessions/${id}/pay`, {});
  await deliverWebhooks(shop);
}

const giveBack = (orderId: string) =>
  resolveHeldPayment(shop.deps, testStaff(), { orderId, note: 'does not match' });

test('money of another amount is shown as it came, until it was refunded, and never counts as paid', async () => {
  const { orderId } = await createPayableOrder(shop);
  await payWrongly(orderId, 250);
  const money = { amountCents: PRICE_CENTS + 250, currency: 'EUR', reason: 'amount_differs' };
  expect(await view(orderId)).toMatchObject({
    status: 'pending_payment',
    payment: { state: 'held', paidCents: 0 },
    held: [{ ...money, refund: 'waiting' }],
    refunds: [],
  });
  expect(await listed(orderId)).toMatchObject({ hasHeldPayment: true, refundedCents: null });

  await giveBack(orderId);
  expect(await view(orderId)).toMatchObject({
    status: 'cancelled',
    held: [{ ...money, refund: 'under_way' }],
    refunds: [{ reason: 'held_payment', state: 'requested' }],
  });
  expect(await listed(orderId)).toMatchObject({ hasHeldPayment: false, refundedCents: null });
  await runRefundJobs(shop);
  expect(await view(orderId)).toMatchObject({ held: [{ ...money, refund: 'succeeded' }] });
});

test('a second payment of a paid order is told apart from its own, which its refund does not touch', async () => {
  const { orderId } = await createPaidOrder(shop);
  await payElsewhere(orderId);
  await giveBack(orderId);
  await runRefundJobs(shop);
  expect(await view(orderId)).toMatchObject({
    status: 'paid',
    payment: { paidCents: PRICE_CENTS, refundedCents: 0 },
    held: [{ reason: 'other_session', refund: 'succeeded' }],
    refunds: [{ reason: 'held_payment', amountCents: PRICE_CENTS }],
  });
  expect(await listed(orderId)).toMatchObject({ hasHeldPayment: false, refundedCents: 0 });
});

test('money in another currency keeps its currency, also when it was refunded at the dashboard', async () => {
  const { orderId } = await createPayableOrder(shop);
  await payElsewhere(orderId, 'usd');
  expect(await view(orderId)).toMatchObject({
    payment: { state: 'open' },
    held: [{ currency: 'USD', reason: 'other_session', refund: 'waiting' }],
  });
  const intent = await shop.deps.db
    .selectFrom('held_payments')
    .select('payment_intent_id')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  await createStripeClient(shop).refunds.create({ payment_intent: intent.payment_intent_id });
  await deliverWebhooks(shop);
  expect(await view(orderId)).toMatchObject({
    held: [{ currency: 'USD', refund: 'succeeded' }],
    refunds: [{ currency: 'USD', reason: 'held_payment' }],
  });
});

test('money that comes after the order has ended is late, or held if it does not match', async () => {
  const late = await createPayableOrder(shop);
  await cancelOrder(shop.deps, TEST_SHOPPER, late.orderId);
  await payWrongly(late.orderId, 0, 'pay-after-expiry');
  expect(await view(late.orderId)).toMatchObject({
    payment: { state: 'paid', paidCents: PRICE_CENTS, refundedCents: PRICE_CENTS },
    held: [],
    refunds: [{ reason: 'late_payment' }],
  });
  const wrong = await createPayableOrder(shop);
  await cancelOrder(shop.deps, TEST_SHOPPER, wrong.orderId);
  await payWrongly(wrong.orderId, -1, 'pay-after-expiry');
  const { held, settledAt } = await view(wrong.orderId);
  expect(held).toMatchObject([{ reason: 'amount_differs', refund: 'waiting' }]);
  expect(Date.parse(held[0]!.heldAt)).toBeGreaterThanOrEqual(Date.parse(settledAt!));
});

test('a refund of held money that failed says so, until staff have refunded it in another way', async () => {
  const { orderId } = await createPayableOrder(shop);
  await payWrongly(orderId, -1);
  shop.clock.advance(PAYMENT_WINDOW_MS);
  await closeOrders(shop.deps, TEST_JOB, [orderId], { reason: 'payment_window_passed' });
  expect(await view(orderId)).toMatchObject({ status: 'cancelled', held: [{ refund: 'waiting' }] });
  await giveBack(orderId);
  await shop.sandbox.control('faults', { refund_outcome: 'failed', refund_settle_ms: -1 });
  const [refund] = await findRefunds(shop.deps.db, [orderId]);
  await refundPayment(shop.deps, TEST_JOB, { orderId, refundId: refund!.refundId });
  const [made] = await findRefunds(shop.deps.db, [orderId]);
  await shop.sandbox.control(`refunds/${made!.serviceRefundId}/settle`, { outcome: 'failed' });
  await deliverWebhooks(shop);
  expect(await view(orderId)).toMatchObject({
    held: [{ refund: 'failed' }],
    refunds: [{ state: 'failed' }],
  });
  await resolveFailedRefund(shop.deps, testStaff(), {
    orderId,
    refundId: refund!.refundId,
    resolution: 'refunded_externally',
    note: '',
  });
  expect(await view(orderId)).toMatchObject({
    held: [{ refund: 'succeeded' }],
    refunds: [{ state: 'succeeded' }],
  });
});
