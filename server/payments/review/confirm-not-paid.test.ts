import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cancelOrder } from '../../checkout/cancel-order.ts';
import { closeOrders } from '../../checkout/close-orders.ts';
import { findPayments } from '../../checkout/payment-store.ts';
import { sweep } from '../../checkout/sweep.ts';
import { PaymentServiceError } from '../../platform/payment-service.ts';
import { TEST_JOB, TEST_SHOPPER, testStaff } from '../../testing/actors.ts';
import {
  createPayableOrder,
  deliverWebhooks,
  loseSession,
  PAYMENT_WINDOW_MS,
  statusOf,
  stockOf,
} from '../../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../../testing/test-shop.ts';
import { lookUpPayment } from '../reconciliation/look-up-payment.ts';
import { confirmNotPaid } from './confirm-not-paid.ts';
import { listAttention } from './list-attention.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.expectNoAuditViolations());
afterAll(() => shop.close());

async function attentionOf(orderId: string): Promise<string[]> {
  const { items } = await listAttention(shop.deps);
  return items.filter((item) => item.orderId === orderId).map(({ kind }) => kind);
}

async function close(orderId: string): Promise<string | undefined> {
  const reason = 'payment_window_passed';
  return (await closeOrders(shop.deps, TEST_JOB, [orderId], { reason })).get(orderId);
}

/** An order at X whose session the payment service does not know. */
async function createOrderWithLostSession() {
  const order = await createPayableOrder(shop);
  await loseSession(shop, order.orderId);
  shop.clock.advance(PAYMENT_WINDOW_MS);
  return order;
}

test('an order whose session is unknown at the payment service is listed for staff and keeps its stock', async () => {
  const { orderId, skuId } = await createOrderWithLostSession();
  expect(await close(orderId)).toBe('missing_at_service');
  await sweep(shop.deps, TEST_JOB, { graceMs: 0 });
  expect(await attentionOf(orderId)).toEqual(['session_missing']);
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 1 });
  const refusal = { code: 'PAYMENT_SESSION_MISSING' };
  await expect(cancelOrder(shop.deps, TEST_SHOPPER, orderId)).rejects.toMatchObject(refusal);
  await expect(lookUpPayment(shop.deps, testStaff(), { orderId })).rejects.toMatchObject({
    outcome: 'missing',
  });
  shop.clock.advance(24 * 60 * 60_000);
  expect(await attentionOf(orderId)).toEqual(['session_missing']);
});

test('an administrator who confirms that it was not paid cancels it; a late payment is refunded', async () => {
  const { orderId, skuId, sessionId } = await createOrderWithLostSession();
  expect(await confirmNotPaid(shop.deps, testStaff(), orderId)).toEqual({ status: 'cancelled' });
  expect(await statusOf(shop, orderId)).toBe('cancelled: cancelled_by_staff');
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  expect(await attentionOf(orderId)).toEqual([]);
  expect(await confirmNotPaid(shop.deps, testStaff(), orderId)).toEqual({ status: 'cancelled' });

  // The service was asked with the wrong keys: the session exists, and is paid.
  await useSession(orderId, sessionId);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await deliverWebhooks(shop);
  const refunds = await shop.deps.db
    .selectFrom('refunds')
    .select(['reason', 'amount_cents'])
    .where('order_id', '=', orderId)
    .execute();
  expect(refunds).toEqual([{ reason: 'late_payment', amount_cents: 1000 }]);
});

test('a session that the service knows again decides, also against a confirmation', async () => {
  const { orderId, sessionId } = await createOrderWithLostSession();
  expect(await close(orderId)).toBe('missing_at_service');
  await useSession(orderId, sessionId);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  expect(await confirmNotPaid(shop.deps, testStaff(), orderId)).toEqual({ status: 'paid' });
  expect(await attentionOf(orderId)).toEqual([]);
});

async function useSession(orderId: string, sessionId: string): Promise<void> {
  await shop.deps.db
    .updateTable('payments')
    .set({ session_id: sessionId })
    .where('order_id', '=', orderId)
    .execute();
}

test('a payment that arrives during the confirmation and does not match stays held', async () => {
  const { orderId, sessionId } = await createOrderWithLostSession();
  await shop.sandbox.control('faults', { capture_offset: -300 });
  const endSession = async (): Promise<never> => {
    await useSession(orderId, sessionId);
    await shop.sandbox.control(`sessions/${orderId}/pay`, {});
    await deliverWebhooks(shop);
    throw new PaymentServiceError('no such session', { outcome: 'missing' });
  };
  const deps = { ...shop.deps, payments: { ...shop.deps.payments, endSession } };
  expect(await confirmNotPaid(deps, testStaff(), orderId)).toEqual({ status: 'cancelled' });
  await shop.sandbox.control('faults', undefined, 'DELETE');
  expect(await attentionOf(orderId)).toEqual(['payment_held']);
  const payment = (await findPayments(shop.deps.db, [orderId])).get(orderId);
  expect(payment).toMatchObject({ state: 'held' });
});
