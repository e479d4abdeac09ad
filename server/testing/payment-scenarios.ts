import { sql } from 'kysely';
import Stripe from 'stripe';
import { afterAll, afterEach, expect } from 'vitest';
import { findOrders } from '../checkout/order-store.ts';
import { requestPayment } from '../checkout/request-payment.ts';
import { sweep } from '../checkout/sweep.ts';
import type { TestShop } from './test-shop.ts';
import { findPayments } from '../checkout/payment-store.ts';
import { applyPaymentEvents } from '../payments/inbox/apply-payment-events.ts';
import { refundPayment } from '../payments/refunds/refund-payment.ts';
import type { JobPayloads } from '../platform/jobs.ts';
import { reconcile } from '../payments/reconciliation/reconcile.ts';
import { TEST_JOB, TEST_SHOPPER } from './actors.ts';

export const PAYMENT_WINDOW_MS = 15 * 60_000;
export const ALL_TIME = { from: new Date('2020-01-01'), to: new Date('2100-01-01') };

/** An order of a new SKU with ten units on hand, for which no payment was requested. */
export async function createOrder(shop: TestShop, units = 1) {
  const skuId = await shop.newSku({ onHand: 10 });
  const { orderId } = await shop.shop.placeOrder(shop.buildOrder({ [skuId]: units }), 'test');
  return { skuId, orderId };
}

/** An order as by `createOrder`, with an open checkout session. */
export async function createPayableOrder(shop: TestShop, units = 1) {
  const { skuId, orderId } = await createOrder(shop, units);
  const { url } = await requestPayment(shop.deps, TEST_SHOPPER, orderId);
  const { sessionId } = (await findPayments(shop.deps.db, [orderId])).get(orderId)!;
  return { skuId, orderId, url, sessionId: sessionId! };
}

/** Makes the payment service forget a payable order's session, as after a change of its keys. */
export async function loseSession(shop: TestShop, orderId: string): Promise<void> {
  await shop.deps.db
    .updateTable('payments')
    .set({ session_id: `cs_test_lost_${orderId}` })
    .where('order_id', '=', orderId)
    .execute();
}

/** A paid order whose webhooks have been received. */
export async function createPaidOrder(shop: TestShop, units = 1) {
  const order = await createPayableOrder(shop, units);
  await shop.sandbox.control(`sessions/${order.orderId}/pay`, {});
  await deliverWebhooks(shop);
  return order;
}

/** Delivers the sandbox's pending webhooks now, in order. */
export async function deliverWebhooks(shop: TestShop): Promise<void> {
  await shop.sandbox.control('deliveries/deliver', {});
}

/** `paid: payment_received`, `cancelled: payment_failed` … */
export async function statusOf(shop: TestShop, orderId: string): Promise<string> {
  const { status, statusReason } = (await findOrders(shop.deps.db, [orderId])).get(orderId)!;
  return statusReason ? `${status}: ${statusReason}` : status;
}

export async function stockOf(shop: TestShop, skuId: string) {
  return await shop.deps.db
    .selectFrom('stock')
    .select(['on_hand', 'locked'])
    .where('sku_id', '=', skuId)
    .executeTakeFirstOrThrow();
}

/** Makes the lock of a settled order of two units active again, as if settling had left it out. */
export async function leaveLockActive(
  shop: TestShop,
  { orderId, skuId }: { orderId: string; skuId: string },
): Promise<void> {
  await shop.ownerDb.transaction().execute(async (trx) => {
    await trx.deleteFrom('stock_locks').where('order_id', '=', orderId).execute();
    const stock = await trx
      .selectFrom('stock')
      .selectAll()
      .where('sku_id', '=', skuId)
      .executeTakeFirstOrThrow();
    await trx
      .updateTable('stock')
      .set({ locked: 2, on_hand: 10 })
      .where('sku_id', '=', skuId)
      .execute();
    const order = await trx
      .selectFrom('orders')
      .select('recover_at')
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('stock_locks')
      .values({
        order_id: orderId,
        sku_id: skuId,
        location_id: stock.location_id,
        quantity: 2,
        state: 'active',
        recover_at: order.recover_at,
      })
      .execute();
  });
}

/** The differences that a reconciliation finds now. */
export async function findDifferences(shop: TestShop) {
  return (await reconcile(shop.deps, TEST_JOB, { period: ALL_TIME })).differences;
}

/**
 * Ends all faults, delivers all webhooks, lets all payment windows pass and sweeps; then expects a clean
 * audit, no unresolved order and no difference to the payment service.
 */
export async function expectReconciled(shop: TestShop): Promise<void> {
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await deliverWebhooks(shop);
  shop.clock.advance(24 * 60 * 60_000);
  const run = await sweep(shop.deps, TEST_JOB, { graceMs: 0 });
  expect(run).toMatchObject({ error: null, ordersUnresolved: 0 });
  await runRefundJobs(shop);
  await runPaymentEventJobs(shop);
  await deliverWebhooks(shop);
  await shop.expectNoAuditViolations();
  expect(await findDifferences(shop)).toEqual([]);
}

/** Makes the refunds that have a job, as a worker does; those made before are left alone. */
export async function runRefundJobs(shop: TestShop): Promise<void> {
  const { rows } = await sql<{ data: JobPayloads['refund-payment'] }>`
    select distinct data from pgboss.job where name = 'refund-payment' and state < 'active'
  `.execute(shop.deps.db);
  for (const { data } of rows) await refundPayment(shop.deps, TEST_JOB, data);
}

/** Applies the events that the web process could not, as a worker does. */
export async function runPaymentEventJobs(shop: TestShop): Promise<void> {
  const { rows } = await sql<{ data: JobPayloads['apply-payment-events'] }>`
    select data from pgboss.job where name = 'apply-payment-events' and state < 'active'
  `.execute(shop.deps.db);
  for (const { data } of rows) await applyPaymentEvents(shop.deps, data.eventIds);
}

/**
 * Expects a clean audit after every test of the file and `expectReconciled` at its end; then closes the
 * shop.
 * @param shop the file's shop
 */
export function registerInvariantChecks(shop: () => TestShop): void {
  afterEach(async () => {
    await shop().sandbox.control('faults', undefined, 'DELETE');
    await shop().expectNoAuditViolations();
  });
  afterAll(async () => {
    await expectReconciled(shop());
    await shop().close();
  });
}

/** The official SDK on the sandbox, for calls that the shop never makes. */
export function createStripeClient(shop: TestShop): Stripe {
  const { hostname, port } = new URL(shop.sandbox.url);
  const { STRIPE_SECRET_KEY } = shop.shop.settings;
  return new Stripe(STRIPE_SECRET_KEY, {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
  });
}
