import { beforeAll, beforeEach, afterAll, expect, test } from 'vitest';
import { inTransaction, type Trx } from '#db/transaction.ts';
import { upsertSkus } from '../catalog/product-store.ts';
import { changeStock } from '../inventory/stock-store.ts';
import { storeDispute } from '../payments/disputes/dispute-store.ts';
import { setChangeNotifier, type Changes } from '../platform/change-notifier.ts';
import { createPayableOrder } from '../testing/payment-scenarios.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';
import { insertEvents } from './event-store.ts';
import { insertHeldPayments, resolveHeldPayments } from './held-payment-store.ts';
import { findPayments, insertPayment, storeSession, updatePayments } from './payment-store.ts';
import {
  insertRefunds,
  insertServiceRefund,
  resolveRefund,
  storeRefundError,
  updateRefund,
} from './refund-store.ts';
import { settleOrders } from './settle-orders.ts';

let shop: TestShop;
let announced: Partial<Changes>[] = [];
let order: { orderId: string; skuId: string };
/** Placed, and no payment requested yet. */
let newOrder: { orderId: string };
beforeAll(async () => {
  shop = await openTestShop();
  order = await createPayableOrder(shop);
  newOrder = await shop.shop.placeOrder(shop.buildOrder({ [order.skuId]: 1 }), 'test');
  const notify = (changes: Partial<Changes>) => void announced.push(changes);
  setChangeNotifier(shop.deps.db, { notify, flush: () => Promise.resolve() });
});
beforeEach(() => {
  announced = [];
});
afterAll(() => shop.close());

const REFUND_ID = '01999999-0000-7000-8000-000000000001';
const SECOND_REFUND_ID = '01999999-0000-7000-8000-000000000002';
const money = { paymentIntentId: 'pi_1', amountCents: 100, currency: 'EUR' };
const now = new Date();
const session = { sessionId: 'cs_1', url: 'https://example.com', createdAt: now };
const serviceRefund = {
  ...money,
  serviceRefundId: 're_1',
  orderId: null,
  refundId: null,
  state: 'pending' as const,
  error: null,
  createdAt: now,
};
const newRefund = (refundId: string) => ({
  ...money,
  orderId: order.orderId,
  refundId,
  reason: 'requested_by_staff' as const,
  restock: false,
  note: '',
  requestedBy: 'staff',
});
const ofOrder = () => ({ orderIds: [order.orderId], skuIds: [] });
const ofNewOrder = () => ({ orderIds: [newOrder.orderId], skuIds: [] });
const ofSku = () => ({ orderIds: [], skuIds: [order.skuId] });

/** In this order, since some change what others wrote. */
const writes: {
  title: string;
  write: (trx: Trx) => unknown;
  changes: () => Changes;
}[] = [
  {
    title: 'a requested payment',
    write: (trx) => insertPayment(trx, { ...newOrder, ...money }, now),
    changes: ofNewOrder,
  },
  {
    title: 'an opened session',
    write: (trx) => storeSession(trx, newOrder.orderId, session, now),
    changes: ofNewOrder,
  },
  {
    title: 'a changed payment',
    async write(trx) {
      const payments = await findPayments(trx, [newOrder.orderId]);
      await updatePayments(trx, [...payments.values()], now);
    },
    changes: ofNewOrder,
  },
  {
    title: 'an event',
    write: (trx) =>
      insertEvents(
        trx,
        [
          {
            ...money,
            orderId: order.orderId,
            eventId: 'evt_1',
            kind: 'checkout.session.completed',
            sessionId: null,
            occurredAt: now,
            outcome: 'payment_updated',
          },
        ],
        now,
      ),
    changes: ofOrder,
  },
  {
    title: 'held money',
    write: (trx) =>
      insertHeldPayments(
        trx,
        [{ ...money, orderId: order.orderId, sessionId: 'cs_2', reason: 'other_session' }],
        now,
      ),
    changes: ofOrder,
  },
  {
    title: 'resolved held money',
    write: (trx) =>
      resolveHeldPayments(trx, order.orderId, { resolvedBy: 'staff', resolvedAt: now }),
    changes: ofOrder,
  },
  {
    title: 'a requested refund',
    write: (trx) => insertRefunds(trx, [newRefund(REFUND_ID)], now),
    changes: ofOrder,
  },
  {
    title: 'the error of a refund',
    write: (trx) =>
      storeRefundError(
        trx,
        { ...order, refundId: REFUND_ID },
        { error: 'card closed', refused: true },
        now,
      ),
    changes: ofOrder,
  },
  {
    title: 'a resolved refund',
    write: (trx) =>
      resolveRefund(
        trx,
        { ...order, refundId: REFUND_ID },
        { resolution: 'retried', resolvedBy: 'staff', resolvedAt: now },
      ),
    changes: ofOrder,
  },
  {
    title: 'a refund made at the payment service',
    write: (trx) =>
      insertServiceRefund(
        trx,
        {
          ...order,
          refundId: SECOND_REFUND_ID,
          reported: serviceRefund,
          requestedBy: 'payment_service',
        },
        now,
      ),
    changes: ofOrder,
  },
  {
    title: 'a new state of a refund',
    write: (trx) =>
      updateRefund(
        trx,
        { ...order, refundId: SECOND_REFUND_ID },
        { ...serviceRefund, state: 'succeeded' },
        now,
      ),
    changes: ofOrder,
  },
  {
    title: 'a dispute',
    write: (trx) =>
      storeDispute(
        trx,
        order.orderId,
        { ...money, disputeId: 'du_1', reason: 'fraudulent', state: 'lost', createdAt: now },
        now,
      ),
    changes: ofOrder,
  },
  {
    title: 'a changed SKU',
    async write(trx) {
      const { productId, code } = await trx
        .selectFrom('skus')
        .select(['product_id as productId', 'code'])
        .where('sku_id', '=', order.skuId)
        .executeTakeFirstOrThrow();
      const sku = { skuId: order.skuId, code, options: {}, priceCents: PRICE_CENTS };
      await upsertSkus(trx, [{ productId, skus: [{ ...sku, archived: false }] }], now);
    },
    changes: ofSku,
  },
  {
    title: 'changed stock',
    async write(trx) {
      const { locationId } = await trx
        .selectFrom('stock')
        .select('location_id as locationId')
        .where('sku_id', '=', order.skuId)
        .executeTakeFirstOrThrow();
      changeStock(trx, [{ skuId: order.skuId, locationId, onHand: 1, locked: 0 }]);
    },
    changes: ofSku,
  },
  {
    title: 'a settled order with its locks and stock',
    write: (trx) =>
      settleOrders(
        trx,
        [{ orderId: order.orderId, status: 'cancelled', reason: 'cancelled_by_staff' }],
        now,
      ),
    changes: () => ({ orderIds: [order.orderId], skuIds: [order.skuId] }),
  },
];

test.each(writes)(
  '$title: nothing is announced before the COMMIT or after a rollback, and the change is announced after it',
  async ({ write, changes }) => {
    const { db } = shop.deps;
    const rolledBack = inTransaction(db, async (trx) => {
      await write(trx);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    expect(announced).toEqual([]);

    await inTransaction(db, async (trx) => {
      await write(trx);
      expect(announced).toEqual([]);
    });
    const ids = (key: keyof Changes) => [...new Set(announced.flatMap((one) => one[key] ?? []))];
    expect({ orderIds: ids('orderIds'), skuIds: ids('skuIds') }).toEqual(changes());
  },
);

test('a transaction that is retried announces what its last attempt wrote', async () => {
  let attempt = 0;
  await inTransaction(shop.deps.db, async (trx) => {
    await resolveHeldPayments(trx, `${order.orderId.slice(0, -1)}${attempt}`, {
      resolvedBy: 'staff',
      resolvedAt: now,
    });
    if (attempt++ === 0) throw Object.assign(new Error('deadlock'), { code: '40P01' });
  });
  expect(announced).toEqual([{ orderIds: [`${order.orderId.slice(0, -1)}1`] }]);
});

test('a statement outside a transaction is announced at once', async () => {
  await storeSession(shop.deps.db, newOrder.orderId, { ...session, sessionId: 'cs_3' }, now);
  expect(announced).toEqual([]);
  await storeRefundError(
    shop.deps.db,
    { ...order, refundId: SECOND_REFUND_ID },
    { error: 'no answer', refused: false },
    now,
  );
  expect(announced).toEqual([{ orderIds: [order.orderId] }]);
});
