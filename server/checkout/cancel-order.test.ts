import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { findActionsOfOrder } from '../audit-trail/staff-action-store.ts';
import { TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import {
  createOrder,
  createPaidOrder,
  createPayableOrder,
  registerInvariantChecks,
  statusOf,
  stockOf,
} from '../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { cancelOrder } from './cancel-order.ts';
import { requestPayment } from './request-payment.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

const cancel = (orderId: string, actor: Parameters<typeof cancelOrder>[1] = TEST_SHOPPER) =>
  cancelOrder(shop.deps, actor, orderId);

const staffFor = (orderId: string) => testStaff('staff@shop.example', { input: { orderId } });

async function staffOutcomesOf(orderId: string) {
  return (await findActionsOfOrder(shop.deps.db, orderId)).map(({ outcome }) => outcome);
}

test('an unpaid order is cancelled: its session expires and its stock is released', async () => {
  const { orderId, skuId } = await createPayableOrder(shop, 2);
  expect(await cancel(orderId)).toEqual({ status: 'cancelled' });
  expect(await statusOf(shop, orderId)).toBe('cancelled: cancelled_by_shopper');
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  await expect(requestPayment(shop.deps, TEST_SHOPPER, orderId)).rejects.toMatchObject({
    code: 'ORDER_NOT_PAYABLE',
  });
});

test('by staff, the reason and the audit trail name them', async () => {
  const { orderId } = await createOrder(shop);
  expect(await cancel(orderId, staffFor(orderId))).toEqual({ status: 'cancelled' });
  expect(await statusOf(shop, orderId)).toBe('cancelled: cancelled_by_staff');
  expect(await staffOutcomesOf(orderId)).toEqual(['cancelled']);
});

test('an order that is paid, with its webhook lost, stays paid', async () => {
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  const { orderId, skuId } = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  expect(await cancel(orderId)).toEqual({ status: 'paid' });
  expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 9, locked: 0 });
});

test('a paid order stays paid, and staff see so in the audit trail', async () => {
  const { orderId } = await createPaidOrder(shop);
  expect(await cancel(orderId, staffFor(orderId))).toEqual({ status: 'paid' });
  expect(await staffOutcomesOf(orderId)).toEqual(['paid']);
});

test('while its payment is in processing, the order stays pending', async () => {
  const { orderId, skuId } = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/pay`, { method: 'bank' });
  expect(await cancel(orderId, staffFor(orderId))).toEqual({ status: 'pending_payment' });
  expect(await statusOf(shop, orderId)).toBe('pending_payment');
  expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 1 });
  expect(await staffOutcomesOf(orderId)).toEqual(['pending_payment']);
  await shop.sandbox.control(`sessions/${orderId}/settle`, {});
});

describe('is refused', () => {
  test('while the payment service does not answer, and changes nothing', async () => {
    const { orderId, skuId } = await createPayableOrder(shop);
    await shop.sandbox.control('faults', { api_outage: '503' });
    await expect(cancel(orderId)).rejects.toMatchObject({
      code: 'PAYMENT_SERVICE_UNAVAILABLE',
      message: expect.stringContaining('cannot be cancelled safely yet'),
    });
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 1 });
  });

  test('for an unknown order', async () => {
    await expect(cancel(v7())).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no such order.',
    });
  });
});
