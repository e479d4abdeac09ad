import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '../../testing/test-shop.ts';
import { lookUpPayment } from './look-up-payment.ts';
import { reconcile } from './reconcile.ts';
import { refundPayment } from '../refunds/refund-payment.ts';
import { findRefunds } from '../../checkout/refund-store.ts';
import { requestRefund } from '../refunds/request-refund.ts';
import {
  deliverWebhooks,
  expectReconciled,
  createPaidOrder,
  createPayableOrder,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB, testStaff } from '../../testing/actors.ts';
import { CRON } from '../../platform/actor.ts';

const DAY_MS = 24 * 60 * 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.sandbox.control('faults', undefined, 'DELETE'));
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

const daily = async () => (await reconcile(shop.deps, CRON)).differences;
const later = (days: number) => shop.clock.advance(days * DAY_MS);

test('days without a run are compared later, and an unresolved difference is found again', async () => {
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await daily();
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  for (let runs = 1; runs <= 3; runs++) {
    later(6);
    expect(await daily()).toMatchObject([{ kind: 'money_not_recorded', orderId }]);
  }
  await lookUpPayment(shop.deps, TEST_JOB, { orderId });
  expect(await daily()).toEqual([]);
});

test('a refund that the bank returned unheard is found', async () => {
  await shop.sandbox.control('faults', { refund_outcome: 'pending', refund_settle_ms: -1 });
  const { orderId } = await createPaidOrder(shop);
  const request = { orderId, restock: false, note: '' };
  await refundPayment(shop.deps, TEST_JOB, {
    orderId,
    ...(await requestRefund(shop.deps, testStaff(), request)),
  });
  const [refund] = await findRefunds(shop.deps.db, [orderId]);
  later(1);
  expect(await daily()).toEqual([]);
  later(5);
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  const outcome = { outcome: 'failed' };
  await shop.sandbox.control(`refunds/${refund!.serviceRefundId}/settle`, outcome);
  expect(await daily()).toMatchObject([{ kind: 'refund_differs', orderId }]);
  await lookUpPayment(shop.deps, TEST_JOB, { orderId });
});

test('a dispute that was decided unheard is found', async () => {
  const { orderId } = await createPaidOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/dispute`, {});
  await deliverWebhooks(shop);
  later(40);
  expect(await daily()).toEqual([]);
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${orderId}/close-dispute`, { outcome: 'lost' });
  expect(await daily()).toMatchObject([{ kind: 'dispute_differs', orderId }]);
  await lookUpPayment(shop.deps, TEST_JOB, { orderId });
});
