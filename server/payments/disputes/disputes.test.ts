import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findJobPayloads } from '../../testing/job-payloads.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../../testing/test-shop.ts';
import { findDisputes } from './dispute-store.ts';
import { listAttention } from '../review/list-attention.ts';
import { lookUpPayment } from '../reconciliation/look-up-payment.ts';
import {
  deliverWebhooks,
  expectReconciled,
  findDifferences,
  createPaidOrder,
  createPayableOrder,
  runPaymentEventJobs,
  statusOf,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB } from '../../testing/actors.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await shop.expectNoAuditViolations();
});
afterAll(() => shop.close());

async function createDisputedOrder() {
  const order = await createPaidOrder(shop);
  await shop.sandbox.control(`sessions/${order.orderId}/dispute`, {
    reason: 'product_not_received',
  });
  return order;
}

async function disputesOf(orderId: string) {
  return await findDisputes(shop.deps.db, [orderId]);
}

async function attentionItems(orderId: string) {
  const { items } = await listAttention(shop.deps);
  return items.filter((item) => item.orderId === orderId && item.kind === 'dispute');
}

test('a dispute is recorded with its order and shown to staff; the order stays as it is', async () => {
  const { orderId } = await createDisputedOrder();
  await deliverWebhooks(shop);
  expect(await disputesOf(orderId)).toMatchObject([
    { state: 'needs_response', reason: 'product_not_received', amountCents: PRICE_CENTS },
  ]);
  expect(await attentionItems(orderId)).toHaveLength(1);
  expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
  await expectReconciled(shop);
});

test('a repeated dispute changes nothing, and one whose event was lost is found by looking the payment up', async () => {
  await shop.sandbox.control('faults', { webhook_repeat: 3 });
  const disputed = await createDisputedOrder();
  await deliverWebhooks(shop);
  expect(await disputesOf(disputed.orderId)).toHaveLength(1);

  await shop.sandbox.control('faults', { webhook_repeat: 1 });
  const order = await createPaidOrder(shop);
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  await shop.sandbox.control(`sessions/${order.orderId}/dispute`, {});
  expect(await findDifferences(shop)).toMatchObject([
    { kind: 'dispute_not_recorded', orderId: order.orderId },
  ]);
  expect(await lookUpPayment(shop.deps, TEST_JOB, order)).toContain('dispute_recorded');
  await expectReconciled(shop);
});

test('a dispute reported before its payment records both; the payment event then changes nothing', async () => {
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { webhook_drop: 1 });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await shop.sandbox.control(`sessions/${orderId}/dispute`, {});
  await deliverWebhooks(shop);
  expect(await disputesOf(orderId)).toEqual([]);

  const [job] = await findJobPayloads(shop, 'look-up-payment', orderId);
  expect(await lookUpPayment(shop.deps, TEST_JOB, job!)).toEqual([
    'order_paid',
    'dispute_recorded',
  ]);
  expect(await attentionItems(orderId)).toHaveLength(1);
  const { deliveries } = (await shop.sandbox.control('deliveries?state=dropped')) as {
    deliveries: { id: string }[];
  };
  await shop.sandbox.control(`deliveries/${deliveries[0]!.id}/deliver`, {});
  expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
  await expectReconciled(shop);
});

test('while it cannot be asked whose money a dispute is about, its event waits for its job', async () => {
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control('faults', { webhook_drop: 1 });
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  // Before the dispute, whose event is on its way at once.
  await shop.sandbox.control('faults', { api_outage: '503' });
  await shop.sandbox.control(`sessions/${orderId}/dispute`, {});
  await deliverWebhooks(shop);
  expect(await findJobPayloads(shop, 'look-up-payment', orderId)).toEqual([]);

  await shop.sandbox.control('faults', undefined, 'DELETE');
  await runPaymentEventJobs(shop);
  const [job] = await findJobPayloads(shop, 'look-up-payment', orderId);
  expect(await lookUpPayment(shop.deps, TEST_JOB, job!)).toContain('dispute_recorded');
});

test('a decided dispute leaves the review list, and a late event does not reopen it', async () => {
  const { orderId, sessionId } = await createDisputedOrder();
  await deliverWebhooks(shop);
  await shop.sandbox.control(`sessions/${orderId}/close-dispute`, { outcome: 'lost' });
  await deliverWebhooks(shop);
  const { deliveries } = (await shop.sandbox.control(`deliveries?session=${sessionId}`)) as {
    deliveries: { id: string; event_type: string }[];
  };
  const begun = deliveries.find(({ event_type }) => event_type === 'charge.dispute.created')!;
  await shop.sandbox.control(`deliveries/${begun.id}/deliver`, {});
  // The inbox knows that event; another of the same kind it does not.
  const [dispute] = await disputesOf(orderId);
  await shop.sandbox.control('events', {
    type: 'charge.dispute.updated',
    object: {
      id: dispute!.disputeId,
      object: 'dispute',
      payment_intent: dispute!.paymentIntentId,
      amount: PRICE_CENTS,
      currency: 'eur',
      reason: 'fraudulent',
      status: 'under_review',
      created: 1_760_000_000,
    },
  });
  expect((await disputesOf(orderId))[0]?.state).toBe('lost');
  expect(await attentionItems(orderId)).toEqual([]);
  await expectReconciled(shop);
});

test('a dispute about money that is not ours is left to whose it is', async () => {
  const answer = await shop.sandbox.control('events', {
    type: 'charge.dispute.created',
    object: {
      id: 'du_of_another_shop',
      object: 'dispute',
      payment_intent: 'pi_of_another_shop',
      amount: 1,
      currency: 'eur',
      reason: 'fraudulent',
      status: 'needs_response',
      created: 1_760_000_000,
    },
  });
  expect(answer).toMatchObject({ status: 200 });
  const { items } = await listAttention(shop.deps);
  expect(JSON.stringify(items)).not.toContain('du_of_another_shop');
});
