import { sql } from 'kysely';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeOrders } from '../../checkout/close-orders.ts';
import { viewOrder } from '../../orders/order-view.ts';
import { openTestShop, type TestShop } from '../../testing/test-shop.ts';
import {
  deliverWebhooks,
  expectReconciled,
  findDifferences,
  registerInvariantChecks,
  createPayableOrder,
  statusOf,
  stockOf,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB } from '../../testing/actors.ts';

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

/** An order that is paid, of which we have heard nothing yet. */
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
    const view = () => viewOrder(shop.deps, orderId, { kind: 'staff', secret: 'a secret' });
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

  test('late, after closing has found the payment, is nothing new', async () => {
    const { orderId, deliveries } = await createPaidOrderBeforeWebhook();
    await shop.sandbox.control('faults', { webhook_drop: 'all', webhook_paused: true });
    shop.clock.advance(15 * 60_000);
    await closeOrders(shop.deps, TEST_JOB, [orderId], { reason: 'payment_window_passed' });
    await send(deliveries[0]);
    expect(await inbox(orderId)).toEqual(['nothing_new']);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_found');
  });

  test('that the shop could not take in is sent again, and counts then', async () => {
    const { orderId, deliveries } = await createPaidOrderBeforeWebhook();
    await sql`alter table payment_events rename to payment_events_away`.execute(shop.deps.db);
    try {
      await send(deliveries[0]);
      expect(await statusOf(shop, orderId)).toBe('pending_payment');
    } finally {
      await sql`alter table payment_events_away rename to payment_events`.execute(shop.deps.db);
    }
    await deliverWebhooks(shop);
    expect(await statusOf(shop, orderId)).toBe('paid: payment_received');
  });

  test('of kinds and of shops that are not ours is taken and left alone', async () => {
    const told = [
      { type: 'customer.created', object: { id: 'cus_1', object: 'customer' } },
      {
        type: 'checkout.session.completed',
        object: { id: 'cs_other', object: 'checkout.session', metadata: {}, status: 'complete' },
      },
      {
        type: 'charge.refunded',
        object: { id: 'ch_other', object: 'charge', payment_intent: 'pi_other', metadata: {} },
      },
    ];
    for (const event of told) {
      expect(await shop.sandbox.control('events', event)).toMatchObject({ status: 200 });
    }
  });

  test('that is signed but makes no sense is not taken, so that the service tells somebody', async () => {
    const { sessionId, orderId } = await createPayableOrder(shop);
    const answer = await shop.sandbox.control('events', {
      type: 'checkout.session.completed',
      session: sessionId,
      object: { status: 'complete', payment_status: 'paid', payment_intent: null },
    });
    expect(answer).toMatchObject({ status: 500 });
    expect(await statusOf(shop, orderId)).toBe('pending_payment');
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
});
