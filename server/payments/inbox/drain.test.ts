import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { createPayableOrder, expectReconciled, statusOf } from '../../testing/payment-scenarios.ts';
import { openTestShop, type TestShop } from '../../testing/test-shop.ts';

const PAID = 'paid: payment_received';

test('a webhook that is acknowledged while the process drains is never lost', async () => {
  const shop = await openTestShop();
  const release = Promise.withResolvers<void>();
  onTestFinished(async () => {
    release.resolve();
    await shop.close();
  });
  await shop.sandbox.control('faults', { webhook_paused: true });
  const orders = [];
  for (let n = 0; n < 4; n++) orders.push(await createPayableOrder(shop));

  /** Delivers an order's events and returns whether all were acknowledged. */
  async function deliver(sessionId: string): Promise<boolean> {
    const { deliveries } = await shop.sandbox.control(`deliveries?session=${sessionId}`);
    const states = [];
    for (const { id } of deliveries as { id: string }[]) {
      states.push((await shop.sandbox.control(`deliveries/${id}/deliver`, {}))['state']);
    }
    return states.every((state) => state === 'delivered');
  }

  for (const { orderId } of orders) await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  const [locked, ...others] = orders;
  // While another transaction holds this order, the batch that records its payment cannot commit.
  const isHeld = Promise.withResolvers<void>();
  const holding = shop.deps.db.transaction().execute(async (trx) => {
    await sql`select from orders where order_id = ${locked!.orderId} for update`.execute(trx);
    isHeld.resolve();
    await release.promise;
  });
  await isHeld.promise;
  const underWay = deliver(locked!.sessionId);
  while (!(await isWaitingForLock(shop))) await delay(10);

  let isDrained = false;
  const draining = shop.shop.drain().then(() => (isDrained = true));
  const late = others.map(({ sessionId }) => deliver(sessionId));
  await delay(200);
  expect(isDrained).toBe(false);
  release.resolve();
  await Promise.all([holding, draining]);

  // What was received before the drain is recorded by its end.
  expect(await underWay).toBe(true);
  expect(await statusOf(shop, locked!.orderId)).toBe(PAID);
  // What comes later is refused, so that the payment service sends it again to the next process.
  const outcomes = await Promise.all(
    others.map(async ({ orderId }, n) => [await late[n], await statusOf(shop, orderId)]),
  );
  for (const [isAcknowledged, status] of outcomes) {
    expect(status).toBe(isAcknowledged ? PAID : 'pending_payment');
  }
  await expectReconciled(shop);
  for (const { orderId } of others) expect(await statusOf(shop, orderId)).toMatch(/^paid/);
});

async function isWaitingForLock(shop: TestShop): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(shop.deps.db);
  return rows.length > 0;
}
