import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { listStockHistory } from '../../inventory/list-stock.ts';
import { findJobPayloads } from '../../testing/job-payloads.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../../testing/test-shop.ts';
import { listAttention } from '../review/list-attention.ts';
import { lookUpPayment } from '../reconciliation/look-up-payment.ts';
import { PaymentServiceError, type PaymentService } from '../../platform/payment-service.ts';
import { refundPayment } from './refund-payment.ts';
import { findRefunds } from '../../checkout/refund-store.ts';
import { requestRefund, type RefundRequest } from './request-refund.ts';
import { resolveFailedRefund } from './resolve-failed-refund.ts';
import {
  deliverWebhooks,
  registerInvariantChecks,
  createPaidOrder,
  createPayableOrder,
  statusOf,
  stockOf,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB, TEST_STAFF_EMAIL, testStaff } from '../../testing/actors.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

const STAFF = { note: 'parcel came back' };

async function refund(orderId: string, request: Partial<RefundRequest> = {}) {
  return await requestRefund(shop.deps, testStaff(), {
    orderId,
    restock: false,
    ...STAFF,
    ...request,
  });
}

async function refundsOf(orderId: string) {
  return await findRefunds(shop.deps.db, [orderId]);
}

async function attentionOf(orderId: string) {
  const { items } = await listAttention(shop.deps);
  return items.filter((item) => item.orderId === orderId);
}

/** What the sandbox has given back of an order. */
async function refundedAtSandbox(orderId: string): Promise<number> {
  const { refunds } = (await shop.sandbox.control(`sessions/${orderId}`)) as {
    refunds: { amount: number; status: string }[];
  };
  return refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((sum, { amount }) => sum + amount, 0);
}

describe('a refund by staff', () => {
  test('refunds everything, and the order stays paid without restocking', async () => {
    const { orderId, skuId } = await createPaidOrder(shop, 2);
    const id = { orderId, ...(await refund(orderId)) };
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('succeeded');
    expect(await refundedAtSandbox(orderId)).toBe(2 * PRICE_CENTS);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 8, locked: 0 });
  });

  test('in parts never exceeds the payment, also concurrently', async () => {
    const { orderId } = await createPaidOrder(shop);
    const asked = await Promise.allSettled(
      Array.from({ length: 10 }, () => refund(orderId, { amountCents: 300 })),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(asked.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { details: { code: 'REFUND_TOO_LARGE', refundableCents: 100, currency: 'EUR' } },
    });
    for (const { refundId } of await refundsOf(orderId)) {
      await refundPayment(shop.deps, TEST_JOB, { orderId, refundId });
    }
    expect(await refundedAtSandbox(orderId)).toBe(900);
    await refund(orderId);
    expect((await refundsOf(orderId)).map(({ amountCents }) => amountCents)).toContain(100);
    await expect(refund(orderId)).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
  });

  test('under the id of another refund is refused, and repeated as it was is not', async () => {
    const { orderId, skuId } = await createPaidOrder(shop, 3);
    const first = {
      refundId: v7(),
      amountCents: 300,
      restock: true,
      restockLines: [{ skuId, quantity: 1 }],
    };
    const { refundId } = first;
    const back = [{ skuId, quantity: 1 }];
    expect(await refund(orderId, first)).toMatchObject({ refundId, restocked: back });
    expect(await refund(orderId, first)).toEqual({ refundId, restocked: [] });
    const others = [
      { amountCents: 400 },
      { note: 'another reason' },
      { restock: false, restockLines: undefined },
      { restockLines: [{ skuId, quantity: 2 }] },
    ];
    for (const other of others) {
      await expect(refund(orderId, { ...first, ...other })).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    }
    expect(await refundsOf(orderId)).toHaveLength(1);
  });

  test('with an id is one refund, however often it is requested', async () => {
    const { orderId } = await createPaidOrder(shop);
    const refundId = v7();
    const once = { refundId, amountCents: 400 };
    const answers = await Promise.all([1, 2, 3].map(() => refund(orderId, once)));
    expect(answers).toMatchObject([{ refundId }, { refundId }, { refundId }]);
    expect(await refundsOf(orderId)).toHaveLength(1);
  });

  test('of an order without money is refused', async () => {
    const skuId = await shop.newSku({ onHand: 1 });
    const { orderId } = await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 1 }), 'test');
    await expect(refund(orderId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(refund(v7())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('returned items', () => {
  test('are restocked at once, with an adjustment in the history that names staff and order', async () => {
    const { orderId, skuId } = await createPaidOrder(shop, 3);
    await refund(orderId, { restock: true });
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
    const { entries } = await listStockHistory(shop.deps, skuId, undefined);
    expect(entries.filter(({ reason }) => reason === 'returned')).toMatchObject([
      { delta: 3, by: { kind: 'staff', id: TEST_STAFF_EMAIL }, order: { orderId } },
    ]);
  });

  test('are restocked by line, never more than sold; a refusal changes nothing', async () => {
    const { orderId, skuId } = await createPaidOrder(shop, 3);
    const back = (quantity: number, amountCents: number) =>
      refund(orderId, { amountCents, restock: true, restockLines: [{ skuId, quantity }] });
    await back(2, 500);
    await expect(back(2, 500)).rejects.toMatchObject({
      details: { code: 'RESTOCK_TOO_LARGE', lines: [{ skuId, restockable: 1 }] },
    });
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 9, locked: 0 });
    expect(await refundsOf(orderId)).toHaveLength(1);
    await back(1, 500);
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  });

  test('are restocked once for ten concurrent requests', async () => {
    const { orderId, skuId } = await createPaidOrder(shop, 2);
    const refundId = v7();
    await Promise.all(
      Array.from({ length: 10 }, () => refund(orderId, { refundId, restock: true })),
    );
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
  });
});

describe('a refund that fails', () => {
  test('is not made twice when the answer to it was lost', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId, { amountCents: 400 })) };
    await shop.deps.payments.refund({ ...id, ...(await paymentOf(orderId)), amountCents: 400 });
    // The service has forgotten the key: a day has passed.
    const forgetful = { ...shop.deps, payments: { ...shop.deps.payments, refund: failIfCalled } };
    expect(await refundPayment(forgetful, TEST_JOB, id)).toBe('succeeded');
    expect(await refundedAtSandbox(orderId)).toBe(400);
  });

  test('is made at last when the service has remembered its own error', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId)) };
    await shop.sandbox.control('faults', { refund_errors: 3, refund_errors_stick: true });
    await expect(refundPayment(shop.deps, TEST_JOB, id)).rejects.toThrow('could not make a refund');
    await shop.sandbox.control('faults', undefined, 'DELETE');
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('succeeded');
    expect(await refundedAtSandbox(orderId)).toBe(PRICE_CENTS);
  });

  test.each([
    ['a part', 400],
    ['all', PRICE_CENTS],
  ])('is made once when the service makes %s and says 500 for ever', async (_, amountCents) => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId, { amountCents })) };
    await shop.sandbox.control('faults', { refund_errors_after: 1 });
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('succeeded');
    expect(await refundedAtSandbox(orderId)).toBe(amountCents);
  });

  test('is found when an unanswered request has made it and a retry is refused', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId)) };
    const deps = depsWithRefund(async (wanted) => {
      await shop.deps.payments.refund(wanted);
      throw refusedError();
    });
    expect(await refundPayment(deps, TEST_JOB, id)).toBe('succeeded');
    expect(await refundsOf(orderId)).toMatchObject([{ state: 'succeeded', lastError: null }]);
  });

  test('is no failure any more when it was made after all', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId)) };
    const neverMade = depsWithRefund(() => Promise.reject(refusedError()));
    expect(await refundPayment(neverMade, TEST_JOB, id)).toBe('failed');
    expect(await attentionOf(orderId)).toMatchObject([{ kind: 'refund_failed' }]);

    await shop.deps.payments.refund({
      ...id,
      ...(await paymentOf(orderId)),
      amountCents: PRICE_CENTS,
    });
    await deliverWebhooks(shop);
    expect(await refundsOf(orderId)).toMatchObject([{ state: 'succeeded' }]);
    expect(await attentionOf(orderId)).toEqual([]);
  });

  test('by the bank is shown, and retried by staff', async () => {
    const { orderId, skuId } = await createPaidOrder(shop);
    await shop.sandbox.control('faults', { refund_outcome: 'failed', refund_settle_ms: -1 });
    const id = { orderId, ...(await refund(orderId, { restock: true })) };
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('pending');
    const [{ serviceRefundId } = { serviceRefundId: '' }] = await refundsOf(orderId);
    await shop.sandbox.control(`refunds/${serviceRefundId}/settle`, { outcome: 'failed' });
    await deliverWebhooks(shop);
    expect(await attentionOf(orderId)).toMatchObject([
      { kind: 'refund_failed', refundId: id.refundId, error: 'expired_or_canceled_card' },
    ]);

    await shop.sandbox.control('faults', undefined, 'DELETE');
    const decision = { ...id, ...STAFF, resolution: 'retried' } as const;
    const retried = await resolveFailedRefund(shop.deps, testStaff(), decision);
    expect(await attentionOf(orderId)).toEqual([]);
    expect(await refundPayment(shop.deps, TEST_JOB, { orderId, refundId: retried.refundId! })).toBe(
      'succeeded',
    );
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 10, locked: 0 });
    await expect(resolveFailedRefund(shop.deps, testStaff(), decision)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('because of a partial refund is retried for the balance', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId)) };
    await shop.sandbox.control(`sessions/${orderId}/refund`, { amount: 300 });
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('failed');
    await deliverWebhooks(shop);
    const decision = { ...id, ...STAFF, resolution: 'retried' } as const;
    const { refundId } = await resolveFailedRefund(shop.deps, testStaff(), decision);
    expect(await refundPayment(shop.deps, TEST_JOB, { orderId, refundId: refundId! })).toBe(
      'succeeded',
    );
    expect(await refundedAtSandbox(orderId)).toBe(PRICE_CENTS);
    expect(await attentionOf(orderId)).toEqual([]);
  });

  test('is not retried when the balance is 0', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId, { amountCents: 400 })) };
    await shop.sandbox.control(`sessions/${orderId}/refund`, { amount: PRICE_CENTS });
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('failed');
    await deliverWebhooks(shop);
    for (const resolution of ['retried', 'refunded_externally'] as const) {
      await expect(
        resolveFailedRefund(shop.deps, testStaff(), { ...id, ...STAFF, resolution }),
      ).rejects.toMatchObject({ details: { code: 'REFUND_TOO_LARGE', refundableCents: 0 } });
    }
  });

  test('that staff refunded externally counts as refunded', async () => {
    const { orderId } = await createPaidOrder(shop);
    await shop.sandbox.control(`sessions/${orderId}/dispute`, {});
    const id = { orderId, ...(await refund(orderId)) };
    // The service refuses to refund what a bank has taken back: repeating is pointless.
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('failed');
    expect((await attentionOf(orderId)).map(({ kind }) => kind)).toContain('refund_failed');
    const decision = { ...id, ...STAFF, resolution: 'refunded_externally' } as const;
    expect(await resolveFailedRefund(shop.deps, testStaff(), decision)).toEqual({ refundId: null });
    expect(await resolveFailedRefund(shop.deps, testStaff(), decision)).toEqual({ refundId: null });
    expect((await attentionOf(orderId)).map(({ kind }) => kind)).not.toContain('refund_failed');
    await expect(refund(orderId)).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
  });

  test('is shown while it waits for the service too long', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId)) };
    await shop.sandbox.control('faults', { refund_errors: 'all' });
    await expect(refundPayment(shop.deps, TEST_JOB, id)).rejects.toThrow('refunding');
    expect(await attentionOf(orderId)).toEqual([]);
    shop.clock.advance(3 * 60 * 60_000);
    expect(await attentionOf(orderId)).toMatchObject([
      { kind: 'refund_waiting', error: expect.stringContaining('refunding') },
    ]);
  });

  test('reported in any order ends in its last state', async () => {
    const { orderId } = await createPaidOrder(shop);
    await shop.sandbox.control('faults', {
      refund_outcome: 'pending',
      refund_settle_ms: -1,
      webhook_paused: true,
    });
    await refundPayment(shop.deps, TEST_JOB, { orderId, ...(await refund(orderId)) });
    const [{ serviceRefundId } = { serviceRefundId: '' }] = await refundsOf(orderId);
    await shop.sandbox.control(`refunds/${serviceRefundId}/settle`, { outcome: 'succeeded' });
    const { deliveries } = (await shop.sandbox.control('deliveries?state=pending')) as {
      deliveries: { id: string }[];
    };
    for (const { id } of [...deliveries, ...deliveries.toReversed()]) {
      await shop.sandbox.control(`deliveries/${id}/deliver`, {});
    }
    expect((await refundsOf(orderId))[0]?.state).toBe('succeeded');
  });
});

describe('a refund made at the payment service’s dashboard', () => {
  const atDashboard = (orderId: string, amount: number) =>
    shop.sandbox.control(`sessions/${orderId}/refund`, { amount });

  test('arrives as an event and is one of the order’s refunds', async () => {
    const { orderId } = await createPaidOrder(shop);
    await atDashboard(orderId, 400);
    await deliverWebhooks(shop);
    expect(await refundsOf(orderId)).toMatchObject([
      { reason: 'made_at_service', state: 'succeeded', amountCents: 400 },
    ]);
    await expect(refund(orderId, { amountCents: 601 })).rejects.toMatchObject({
      details: { refundableCents: 600 },
    });
  });

  test('whose event was lost is fetched when the charge reports it', async () => {
    const { orderId } = await createPaidOrder(shop);
    await shop.sandbox.control('faults', { webhook_drop: 1 });
    await atDashboard(orderId, 250);
    await deliverWebhooks(shop);
    expect(await refundsOf(orderId)).toEqual([]);
    expect(await findJobPayloads(shop, 'look-up-payment', orderId)).toHaveLength(1);
    expect(await lookUpPayment(shop.deps, TEST_JOB, { orderId })).toContain('refund_recorded');
    expect(await lookUpPayment(shop.deps, TEST_JOB, { orderId })).not.toContain('refund_recorded');
    expect(await refundsOf(orderId)).toMatchObject([{ reason: 'made_at_service' }]);
  });

  test('reported before its payment records both, the payment first', async () => {
    const { orderId, sessionId } = await createPayableOrder(shop);
    await shop.sandbox.control(`sessions/${orderId}/pay`, { method: 'bank' });
    await deliverWebhooks(shop);
    await shop.sandbox.control('faults', { webhook_paused: true });
    await shop.sandbox.control(`sessions/${orderId}/settle`, {});
    await atDashboard(orderId, 300);
    const { deliveries } = (await shop.sandbox.control(`deliveries?session=${sessionId}`)) as {
      deliveries: { id: string; event_type: string }[];
    };
    const refunded = deliveries.find(({ event_type }) => event_type === 'refund.created')!;
    await shop.sandbox.control(`deliveries/${refunded.id}/deliver`, {});
    await shop.expectNoAuditViolations();

    const [job] = await findJobPayloads(shop, 'look-up-payment', orderId);
    expect(await lookUpPayment(shop.deps, TEST_JOB, job!)).toEqual([
      'order_paid',
      'refund_recorded',
    ]);
    await deliverWebhooks(shop);
    expect(await refundsOf(orderId)).toMatchObject([{ state: 'succeeded', amountCents: 300 }]);
  });

  test('that takes its time at the bank is waited for, and never made by us as well', async () => {
    const { orderId } = await createPaidOrder(shop);
    await shop.sandbox.control('faults', { refund_outcome: 'pending', refund_settle_ms: -1 });
    await atDashboard(orderId, 300);
    await deliverWebhooks(shop);
    const [waiting] = await refundsOf(orderId);
    expect(waiting).toMatchObject({ reason: 'made_at_service', state: 'pending' });
    // As the sweep does with every refund that is not finished.
    expect(await refundPayment(shop.deps, TEST_JOB, waiting!)).toBe('pending');
    expect(await refundedAtSandbox(orderId)).toBe(300);

    await shop.sandbox.control(`refunds/${waiting!.serviceRefundId}/settle`, {});
    expect(await refundPayment(shop.deps, TEST_JOB, waiting!)).toBe('succeeded');
    expect(await refundedAtSandbox(orderId)).toBe(300);
  });

  test('that crosses ours leaves ours refused, and nothing to do', async () => {
    const { orderId } = await createPaidOrder(shop);
    const id = { orderId, ...(await refund(orderId)) };
    await atDashboard(orderId, PRICE_CENTS);
    await deliverWebhooks(shop);
    expect(await refundPayment(shop.deps, TEST_JOB, id)).toBe('failed');
    expect(await refundedAtSandbox(orderId)).toBe(PRICE_CENTS);
    expect(await attentionOf(orderId)).toEqual([]);
  });
});

async function paymentOf(orderId: string) {
  const payment = await shop.deps.db
    .selectFrom('payments')
    .select(['payment_intent_id', 'currency'])
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return { paymentIntentId: payment.payment_intent_id!, currency: payment.currency };
}

/** Verbs over a service that answers the demand for a refund otherwise. */
function depsWithRefund(refund: PaymentService['refund']) {
  return { ...shop.deps, payments: { ...shop.deps.payments, refund } };
}

function refusedError(): PaymentServiceError {
  return new PaymentServiceError('already refunded', { outcome: 'refused' });
}

function failIfCalled(): never {
  throw new Error('the refund would have been made twice');
}
