import { sql } from 'kysely';
import Stripe from 'stripe';
import { v4, v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebGroupCommit } from '../../bootstrap/shop.ts';
import { closeOrders } from '../../checkout/close-orders.ts';
import { sweep } from '../../checkout/sweep.ts';
import { findOverdueWebhookEvents } from '../../checkout/webhook-event-store.ts';
import { viewOrder } from '../../orders/order-view.ts';
import { QueueFullError } from '../../platform/group-commit.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../../testing/test-shop.ts';
import {
  deliverWebhooks,
  expectReconciled,
  findDifferences,
  registerInvariantChecks,
  createPayableOrder,
  runPaymentEventJobs,
  statusOf,
  stockOf,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB, testStaff } from '../../testing/actors.ts';

import { applyPaymentEvents } from './apply-payment-events.ts';
import { createInbox } from './inbox.ts';
import { listEvents } from './list-events.ts';
import { replayEvent } from './replay-event.ts';

const OLD_SECRET = 'whsec_the_old_one';
const NEW_SECRET = 'whsec_the_new_one';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
registerInvariantChecks(() => shop);

interface Delivery {
  id: string;
  event_type: string;
}

/** A paid order whose webhook has not arrived yet. */
async function createPaidOrderBeforeWebhook() {
  await shop.sandbox.control('faults', { webhook_paused: true });
  const order = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
  const { deliveries } = await shop.sandbox.control(`deliveries?session=${order.sessionId}`);
  return { ...order, deliveries: deliveries as Delivery[] };
}

const send = (delivery: Delivery | undefined) =>
  shop.sandbox.control(`deliveries/${delivery!.id}/deliver`, {});

async function inbox(orderId: string): Promise<string[]> {
  const { rows } = await sql<{ outcome: string }>`
    select outcome from payment_events where order_id = ${orderId} order by received_at, event_id
  `.execute(shop.deps.db);
  return rows.map(({ outcome }) => outcome);
}

describe('an event', () => {
  test('delivered twenty times at once counts once', async () => {
    const { orderId, skuId, deliveries } = await createPaidOrderBeforeWebhook();
    await Promise.all(Array.from({ length: 20 }, () => send(deliveries[0])));
    expect(await inbox(orderId)).toEqual(['order_paid']);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
    expect(await stockOf(shop, skuId)).toEqual({ on_hand: 9, locked: 0 });
  });

  test('lost is found by the end of the window at the latest', async () => {
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const { orderId } = await createPayableOrder(shop);
    await shop.sandbox.control(`sessions/${orderId}/pay`, {});
    expect(await findDifferences(shop)).toMatchObject([{ kind: 'money_not_recorded', orderId }]);
    await expectReconciled(shop);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
  });

  test('of a declined card is noted and shown, and ends nothing: another card pays', async () => {
    const { orderId, sessionId } = await createPayableOrder(shop);
    const view = () => viewOrder(shop.deps, orderId, { kind: 'staff' });
    expect((await view()).payment).toMatchObject({ state: 'open', declined: false });
    await shop.sandbox.control(`sessions/${sessionId}/decline`, {});
    await deliverWebhooks(shop);
    expect(await inbox(orderId)).toEqual(['payment_declined']);
    expect(await view()).toMatchObject({
      status: 'pending_payment',
      payment: { state: 'open', declined: true },
    });
    await shop.sandbox.control(`sessions/${sessionId}/pay`, {});
    await deliverWebhooks(shop);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
  });

  test('late, after closing has found the payment, changes nothing', async () => {
    const { orderId, deliveries } = await createPaidOrderBeforeWebhook();
    await shop.sandbox.control('faults', { webhook_drop: 'all', webhook_paused: true });
    shop.clock.advance(15 * 60_000);
    await closeOrders(shop.deps, TEST_JOB, [orderId], { reason: 'payment_window_passed' });
    await send(deliveries[0]);
    expect(await inbox(orderId)).toEqual(['no_change']);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
  });

  test('that cannot be applied is kept and applied by its job', async () => {
    const { orderId, deliveries } = await createPaidOrderBeforeWebhook();
    await whilePaymentEventsAreMissing(() => send(deliveries[0]));
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
    const eventIds = await unappliedEventIds();
    expect(eventIds).toHaveLength(1);
    expect(await storedEvent(eventIds[0]!)).toMatchObject({ attempts: 1, outcome: null });
    await runPaymentEventJobs(shop);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
    expect(await unappliedEventIds()).toEqual([]);
  });

  test('of kinds and of shops that are not ours is stored and changes nothing', async () => {
    const objects = [
      { type: 'customer.created', object: { id: 'cus_1', object: 'customer' } },
      {
        type: 'checkout.session.completed',
        object: { id: 'cs_other', object: 'checkout.session', metadata: {}, status: 'complete' },
      },
      {
        type: 'charge.refunded',
        object: {
          id: 'ch_other',
          object: 'charge',
          payment_intent: 'pi_other',
          amount_refunded: 300,
          currency: 'eur',
          metadata: {},
        },
      },
    ];
    for (const event of objects) {
      expect(await shop.sandbox.control('events', event)).toMatchObject({ status: 200 });
    }
    const { events } = await listEvents(shop.deps, undefined);
    const outcomesOf = (type: string) =>
      events.filter(({ kind }) => kind === type).map(({ outcome }) => outcome);
    expect(outcomesOf('customer.created')).toEqual(['ignored']);
    expect(outcomesOf('charge.refunded')).toEqual(['unknown_order']);
  });

  test('of an order that does not exist is stored and not counted as an event of an order', async () => {
    const orderId = v7();
    const event = buildPaidEvent({
      orderId,
      sessionId: 'cs_foreign',
      paymentIntentId: 'pi_foreign',
    });
    expect(await shop.shop.receiveWebhook(event.body, event.signature)).toBe('stored');
    await shop.shop.inboxIdle();
    expect(await storedEvent(event.eventId)).toMatchObject({ outcome: 'unknown_order' });
    expect(await inbox(orderId)).toEqual([]);
    expect(await replayEvent(shop.deps, testStaff(), event.eventId)).toEqual({
      outcome: 'unknown_order',
    });
  });

  test('that is signed and makes no sense fails alone: it is kept for staff, and others are applied', async () => {
    const order = await createPaidOrderBeforeWebhook();
    const poison = buildEvent('checkout.session.completed', {
      id: order.sessionId,
      object: 'checkout.session',
      metadata: { order_id: order.orderId },
      status: 'complete',
      payment_status: 'paid',
      payment_intent: null,
    });
    const good = await buildEventOfPayment(order);
    const crashed = createTestInbox(() => new Promise(() => {}));
    for (const { body, signature } of [poison, good]) await crashed.receive(body, signature);
    const eventIds = [poison.eventId, good.eventId];

    await expect(applyPaymentEvents(shop.deps, eventIds)).rejects.toThrow(
      'lacks its payment intent',
    );
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_received');
    const { events } = await listEvents(shop.deps, undefined);
    expect(events.find(({ eventId }) => eventId === poison.eventId)).toMatchObject({
      outcome: null,
      lastError: expect.stringContaining('lacks its payment intent'),
    });
    expect(await replayEvent(shop.deps, testStaff(), poison.eventId)).toEqual({
      outcome: 'failed',
    });
    // The first try of the web process, the job's and that of staff.
    expect(await storedEvent(poison.eventId)).toMatchObject({ attempts: 3 });
    await deleteStoredEvent(poison.eventId);
  });

  test('is left to staff after fifty failed attempts, and the list says so', async () => {
    const order = await createPaidOrderBeforeWebhook();
    const event = await buildEventOfPayment(order);
    const crashed = createTestInbox(() => new Promise(() => {}));
    await crashed.receive(event.body, event.signature);
    const now = shop.deps.clock.now();
    const find = async () => {
      const overdue = await findOverdueWebhookEvents(shop.deps.db, now, null, 10);
      const { events } = await listEvents(shop.deps, undefined);
      const listed = events.find(({ eventId }) => eventId === event.eventId);
      return { overdue: overdue.map(({ eventId }) => eventId), isRetried: listed?.isRetried };
    };
    await setAttempts(event.eventId, 49);
    expect(await find()).toEqual({ overdue: [event.eventId], isRetried: true });
    await setAttempts(event.eventId, 50);
    expect(await find()).toEqual({ overdue: [], isRetried: false });
    expect(await replayEvent(shop.deps, testStaff(), event.eventId)).toEqual({
      outcome: 'order_paid',
    });
  });

  test('is acknowledged by a busy shop, and applied by its job', async () => {
    const order = await createPaidOrderBeforeWebhook();
    const event = await buildEventOfPayment(order);
    const busy = createTestInbox(() => Promise.reject(new QueueFullError('too many wait')));
    expect(await busy.receive(event.body, event.signature)).toBe('stored');
    await busy.idle();
    expect(await storedEvent(event.eventId)).toMatchObject({ attempts: 0, outcome: null });
    await runPaymentEventJobs(shop);
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_received');
  });

  test('is applied by its job when the process dies after the acknowledgement', async () => {
    const order = await createPaidOrderBeforeWebhook();
    const event = await buildEventOfPayment(order);
    const crashed = createTestInbox(() => new Promise(() => {}));
    expect(await crashed.receive(event.body, event.signature)).toBe('stored');
    expect(await shop.shop.receiveWebhook(event.body, event.signature)).toBe('duplicate');
    expect(await statusOf(shop, order.orderId)).toBe('pending_payment');
    await runPaymentEventJobs(shop);
    expect(await storedEvent(event.eventId)).toMatchObject({ outcome: 'order_paid' });
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_received');
  });

  test('whose job was lost is found by the sweep', async () => {
    const order = await createPaidOrderBeforeWebhook();
    const event = await buildEventOfPayment(order);
    const crashed = createTestInbox(() => new Promise(() => {}));
    await crashed.receive(event.body, event.signature);
    await sql`delete from pgboss.job where name = 'apply-payment-events'`.execute(shop.deps.db);
    shop.clock.advance(2 * 60_000);
    expect(await sweep(shop.deps, TEST_JOB)).toMatchObject({ eventsFound: 1 });
    await runPaymentEventJobs(shop);
    expect(await statusOf(shop, order.orderId)).toBe('paid: payment_received');
  });

  test('is replayed by staff once it can be applied; a second replay changes nothing', async () => {
    const { orderId, deliveries } = await createPaidOrderBeforeWebhook();
    await whilePaymentEventsAreMissing(() => send(deliveries[0]));
    const [eventId] = await unappliedEventIds();
    expect(await replayEvent(shop.deps, testStaff(), eventId!)).toEqual({ outcome: 'order_paid' });
    expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
    expect(await replayEvent(shop.deps, testStaff(), eventId!)).toEqual({ outcome: 'duplicate' });
    expect(await storedEvent(eventId!)).toMatchObject({ outcome: 'order_paid' });
    await expect(replayEvent(shop.deps, testStaff(), 'evt_unknown')).rejects.toMatchObject({
      details: { code: 'NOT_FOUND' },
    });
  });
});

describe('while the secret is rotated', () => {
  let rotating: TestShop;
  beforeAll(async () => {
    rotating = await openTestShop({ STRIPE_WEBHOOK_SECRET: `${NEW_SECRET}, ${OLD_SECRET}` });
  });
  afterAll(() => rotating.close());

  async function post(secret: string, ageSeconds = 0) {
    const payload = JSON.stringify({
      id: 'evt_rotated',
      object: 'event',
      type: 'customer.created',
      created: 1_760_000_000,
      data: { object: { id: 'cus_1', object: 'customer' } },
    });
    const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
    const signature = await new Stripe('sk_unused').webhooks.generateTestHeaderStringAsync({
      payload,
      secret,
      timestamp,
    });
    const headers = { 'stripe-signature': signature };
    const address = `${rotating.url}/api/webhooks/stripe`;
    return (await fetch(address, { method: 'POST', headers, body: payload })).status;
  }

  test('what either of the two has signed is believed, and nothing else or older', async () => {
    expect(await post(NEW_SECRET)).toBe(200);
    expect(await post(OLD_SECRET)).toBe(200);
    expect(await post('whsec_somebody_elses')).toBe(400);
    expect(await post(OLD_SECRET, 600)).toBe(400);
  });

  test('a webhook during the drain is stored and acknowledged, or refused with 503 and not stored', async () => {
    const events = Array.from({ length: 30 }, () =>
      buildEvent('customer.created', { id: 'cus_1', object: 'customer' }, NEW_SECRET),
    );
    const send = async ({ body, signature }: (typeof events)[number]) => {
      const { status } = await fetch(`${rotating.url}/api/webhooks/stripe`, {
        method: 'POST',
        headers: { 'stripe-signature': signature },
        body,
      });
      return status;
    };
    const before = events.slice(0, 15).map(send);
    await Promise.race(before);
    const drained = rotating.shop.drain();
    const after = events.slice(15).map(send);
    const statuses = await Promise.all([...before, ...after]);
    await drained;
    const { rows } = await sql<{ event_id: string }>`
      select event_id from webhook_events`.execute(rotating.deps.db);
    const stored = new Set(rows.map((row) => row.event_id));
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    for (const [index, status] of statuses.entries()) {
      expect(stored.has(events[index]!.eventId)).toBe(status === 200);
    }
  });
});

/** An inbox of a web process that records payments as given. */
function createTestInbox(recordPayment: () => Promise<never>) {
  return createInbox(shop.deps, {
    batchDeps: shop.deps,
    createGroupCommit: createWebGroupCommit,
    recordPayment,
    onApplyError: () => {},
  });
}

function buildEvent(type: string, object: object, secret = webhookSecret()) {
  const eventId = `evt_${v4()}`;
  const payload = JSON.stringify({
    id: eventId,
    object: 'event',
    type,
    created: Math.floor(Date.now() / 1000),
    data: { object },
  });
  const signature = new Stripe('sk_unused').webhooks.generateTestHeaderString({ payload, secret });
  return { eventId, body: Buffer.from(payload), signature };
}

function buildPaidEvent(of: { orderId: string; sessionId: string; paymentIntentId: string }) {
  return buildEvent('checkout.session.completed', {
    id: of.sessionId,
    object: 'checkout.session',
    metadata: { order_id: of.orderId },
    status: 'complete',
    payment_status: 'paid',
    payment_intent: of.paymentIntentId,
    amount_total: PRICE_CENTS,
    currency: 'eur',
  });
}

/** The event of the payment that an order has at the sandbox. */
async function buildEventOfPayment({ orderId, sessionId }: { orderId: string; sessionId: string }) {
  const { state } = await shop.deps.payments.readSession(sessionId);
  if (state.kind !== 'paid') throw new Error(`the session is ${state.kind}`);
  return buildPaidEvent({ orderId, sessionId, paymentIntentId: state.paymentIntentId });
}

function webhookSecret(): string {
  return [shop.shop.settings.STRIPE_WEBHOOK_SECRET].flat()[0]!;
}

/** Events can be stored meanwhile, and not be applied. */
async function whilePaymentEventsAreMissing(work: () => Promise<unknown>): Promise<void> {
  await sql`alter table payment_events rename to payment_events_away`.execute(shop.ownerDb);
  try {
    await work();
  } finally {
    await sql`alter table payment_events_away rename to payment_events`.execute(shop.ownerDb);
  }
}

async function unappliedEventIds(): Promise<string[]> {
  const { rows } = await sql<{ event_id: string }>`
    select event_id from webhook_events where applied_at is null`.execute(shop.ownerDb);
  return rows.map((row) => row.event_id);
}

async function storedEvent(eventId: string) {
  return await shop.ownerDb
    .selectFrom('webhook_events')
    .select(['attempts', 'outcome', 'last_error'])
    .where('event_id', '=', eventId)
    .executeTakeFirst();
}

async function setAttempts(eventId: string, attempts: number): Promise<void> {
  await shop.deps.db
    .updateTable('webhook_events')
    .set({ attempts })
    .where('event_id', '=', eventId)
    .execute();
}

/** So that the end of this file finds no event that is left. */
async function deleteStoredEvent(eventId: string): Promise<void> {
  await shop.ownerDb.deleteFrom('webhook_events').where('event_id', '=', eventId).execute();
}
