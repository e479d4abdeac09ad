import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { findActionsOfOrder } from '../audit-trail/staff-action-store.ts';
import type { Deps } from '../platform/deps.ts';
import { PaymentServiceError } from '../platform/payment-service.ts';
import { TEST_JOB, testStaff } from '../testing/actors.ts';
import { findJobPayloads } from '../testing/job-payloads.ts';
import {
  createOrder,
  createPaidOrder,
  createPayableOrder,
  registerInvariantChecks,
} from '../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { findPayments } from './payment-store.ts';
import { recordEvent, type PaymentIntentNotice } from './record-event.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

function noticeOf(changes: Partial<PaymentIntentNotice>): PaymentIntentNotice {
  return {
    orderId: null,
    paymentIntentId: `pi_${v7()}`,
    amountCents: 100,
    currency: 'EUR',
    event: { eventId: `evt_${v7()}`, kind: 'refund.updated', occurredAt: shop.clock.now() },
    ...changes,
  };
}

/** Records a notice; `recorded` are the orders for which the change itself was made. */
async function record(notice: PaymentIntentNotice, deps = shop.deps, actor = TEST_JOB) {
  const recorded: string[] = [];
  const outcome = await recordEvent(deps, actor, notice, (_, orderId, now) => {
    expect(now).toEqual(shop.clock.now());
    recorded.push(orderId);
    return Promise.resolve('refund_recorded');
  });
  return { outcome, recorded };
}

async function eventsOf(orderId: string) {
  return await shop.deps.db
    .selectFrom('payment_events')
    .select(['event_id', 'kind', 'payment_intent_id', 'amount_cents', 'currency', 'outcome'])
    .where('order_id', '=', orderId)
    .where('kind', '=', 'refund.updated')
    .execute();
}

/** Dependencies with one answer to every search for a session, and the payments searched for. */
function withFindSession(findSession: Deps['payments']['findSession']) {
  const searched: string[] = [];
  const payments: Deps['payments'] = {
    ...shop.deps.payments,
    async findSession(paymentIntentId) {
      searched.push(paymentIntentId);
      return await findSession(paymentIntentId);
    },
  };
  return { deps: { ...shop.deps, payments }, searched };
}

test('a notice is recorded with its change, once however often it comes', async () => {
  const { orderId } = await createOrder(shop);
  const notice = noticeOf({ orderId });
  expect(await record(notice)).toEqual({ outcome: 'refund_recorded', recorded: [orderId] });
  expect(await record(notice)).toEqual({ outcome: 'duplicate', recorded: [] });
  expect(await eventsOf(orderId)).toEqual([
    {
      event_id: notice.event?.eventId,
      kind: 'refund.updated',
      payment_intent_id: notice.paymentIntentId,
      amount_cents: 100,
      currency: 'EUR',
      outcome: 'refund_recorded',
    },
  ]);
});

test('an answer to a question of ours leaves no event, and is recorded each time', async () => {
  const { orderId } = await createOrder(shop);
  const notice = noticeOf({ orderId, event: null });
  expect(await record(notice)).toEqual({ outcome: 'refund_recorded', recorded: [orderId] });
  expect(await record(notice)).toEqual({ outcome: 'refund_recorded', recorded: [orderId] });
  expect(await eventsOf(orderId)).toEqual([]);
});

test('for an unknown order nothing is recorded', async () => {
  const notice = noticeOf({ orderId: v7() });
  expect(await record(notice)).toEqual({ outcome: 'unknown_order', recorded: [] });
});

test('by staff, the audit trail has the request', async () => {
  const { orderId } = await createOrder(shop);
  const staff = testStaff('staff@shop.example', { input: { orderId } });
  await recordEvent(shop.deps, staff, noticeOf({ orderId }), () => Promise.resolve('no_change'));
  expect(await findActionsOfOrder(shop.deps.db, orderId)).toMatchObject([{ outcome: null }]);
});

describe('a notice that names no order', () => {
  test('is recorded for the order of its payment, without a call to the payment service', async () => {
    const { orderId } = await createPaidOrder(shop);
    const { paymentIntentId } = (await findPayments(shop.deps.db, [orderId])).get(orderId)!;
    const { deps, searched } = withFindSession(() => Promise.resolve(null));
    const notice = noticeOf({ paymentIntentId: paymentIntentId! });
    expect(await record(notice, deps)).toEqual({ outcome: 'refund_recorded', recorded: [orderId] });
    expect(searched).toEqual([]);
  });

  test('of a payment not recorded yet has a job read that payment first', async () => {
    const { orderId, sessionId } = await createPayableOrder(shop);
    const { deps, searched } = withFindSession(() => shop.deps.payments.readSession(sessionId));
    const notice = noticeOf({});
    const { paymentIntentId } = notice;
    expect(await record(notice, deps)).toEqual({ outcome: 'payment_sync_enqueued', recorded: [] });
    expect(searched).toEqual([paymentIntentId]);
    expect(await eventsOf(orderId)).toMatchObject([{ outcome: 'payment_sync_enqueued' }]);

    expect(await record(notice, deps)).toEqual({ outcome: 'duplicate', recorded: [] });
    expect(await findJobPayloads(shop, 'look-up-payment', orderId)).toEqual([
      { orderId, paymentIntentId },
    ]);
  });

  test('of a payment without a session, or with one of another shop, is not ours', async () => {
    const notice = noticeOf({});
    const withoutSession = withFindSession(() => Promise.resolve(null));
    expect((await record(notice, withoutSession.deps)).outcome).toBe('unknown_order');

    const { sessionId } = await createPayableOrder(shop);
    const session = await shop.deps.payments.readSession(sessionId);
    const foreign = withFindSession(() => Promise.resolve({ ...session, orderId: null }));
    expect((await record(notice, foreign.deps)).outcome).toBe('unknown_order');
  });

  test('fails, to be applied later, while the payment service does not answer', async () => {
    const error = new PaymentServiceError('lost');
    const { deps } = withFindSession(() => Promise.reject(error));
    await expect(record(noticeOf({}), deps)).rejects.toBe(error);
  });
});
