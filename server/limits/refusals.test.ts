import { v4 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { eraseCustomerData } from '../customers/erase-customer-data.ts';
import { TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { exemptSubject } from './exempt-subject.ts';
import { listRefusals } from './list-refusals.ts';

const HOUR_MS = 60 * 60 * 1000;
const NETWORK_ORDERS_MAX = 2;

let shop: TestShop;
let skuId: string;
beforeAll(async () => {
  shop = await openTestShop({
    MAX_OPEN_ORDERS: '1',
    NETWORK_MAX_OPEN_ORDERS: String(NETWORK_ORDERS_MAX),
  });
});
beforeEach(async () => {
  skuId = await shop.newSku({ onHand: 100 });
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

/** Places orders one after the other; `placed` or the error's code for each. */
async function place(from: string, count: number, changes: { buyerId?: string } = {}) {
  const answers = [];
  for (let index = 0; index < count; index++) {
    answers.push(
      await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 1 }, changes), from).then(
        () => 'placed',
        (error: { code?: string }) => error.code,
      ),
    );
  }
  return answers;
}

async function refusalsOf(subject: string) {
  await shop.shop.refusalsStored();
  const { refusals } = await listRefusals(shop.deps, {});
  return refusals.filter((refusal) => refusal.subject === subject);
}

describe('what limits refuse', () => {
  test('is listed once per subject and reason, with how often and when', async () => {
    const from = '203.0.113.1';
    await place(from, NETWORK_ORDERS_MAX + 2);
    const firstAt = shop.clock.now().toISOString();
    expect(await refusalsOf(from)).toMatchObject([
      { kind: 'network', reason: 'TOO_MANY_OPEN_ORDERS', skuId: null, count: 2, firstAt },
    ]);
    shop.clock.advance(1000);
    await place(from, 1);
    const lastAt = shop.clock.now().toISOString();
    expect(await refusalsOf(from)).toMatchObject([
      { count: 3, firstAt, lastAt, exemptUntil: null },
    ]);
  });

  test('is listed with the latest first, also by kind, and none of it is a refusal for stock', async () => {
    const buyerId = v4();
    await place('203.0.113.2', 2, { buyerId });
    const sold = shop.buildOrder({ [await shop.newSku({ onHand: 0 })]: 1 });
    await shop.shop.placeOrder(sold, '203.0.113.20').catch(() => {});
    expect(await refusalsOf(sold.buyerId)).toEqual([]);
    expect(await refusalsOf('203.0.113.20')).toEqual([]);
    const { refusals } = await listRefusals(shop.deps, { kind: 'buyer' });
    expect(refusals[0]).toMatchObject({ kind: 'buyer', subject: buyerId });
  });

  test('is deleted with the data of its customer', async () => {
    const email = 'Erased.Customer+1@gmail.com';
    const order = shop.buildOrder({ [skuId]: 1 }, { email });
    await shop.shop.placeOrder(order, '203.0.113.30');
    const second = shop.buildOrder({ [skuId]: 1 }, { email });
    await shop.shop.placeOrder(second, '203.0.113.31').catch(() => {});
    const [refusal] = await refusalsOf('erasedcustomer@gmail.com');
    await exemptSubject(shop.deps, testStaff(), { refusalId: refusal!.refusalId, hours: 1 });
    await cancelOrder(shop.deps, TEST_SHOPPER, order.orderId);
    await eraseCustomerData(shop.deps, testStaff(), { customerEmail: email });
    expect(await refusalsOf('erasedcustomer@gmail.com')).toEqual([]);
    const { db } = shop.deps;
    expect(await db.selectFrom('limit_exemptions').selectAll().execute()).toEqual([]);
    const { email_hash } = await db
      .selectFrom('orders')
      .select('email_hash')
      .where('order_id', '=', order.orderId)
      .executeTakeFirstOrThrow();
    expect(email_hash).toBeNull();
  });

  test('is deleted a week after it was refused last', async () => {
    await place('203.0.113.3', NETWORK_ORDERS_MAX + 1);
    expect(await refusalsOf('203.0.113.3')).toHaveLength(1);
    shop.clock.advance(7 * 24 * HOUR_MS + 1);
    await place('203.0.113.4', NETWORK_ORDERS_MAX + 1);
    expect(await refusalsOf('203.0.113.4')).toHaveLength(1);
    expect(await refusalsOf('203.0.113.3')).toEqual([]);
  });
});

describe('an exemption by staff', () => {
  const exempt = async (subject: string, hours: number) => {
    const [refusal] = await refusalsOf(subject);
    const { refusalId } = refusal!;
    await exemptSubject(shop.deps, testStaff(), { refusalId, hours });
  };

  test('lifts the limits of its subject until its time is over, and no longer', async () => {
    const from = '203.0.113.5';
    await place(from, NETWORK_ORDERS_MAX + 1);
    await exempt(from, 1);
    expect(await place(from, 3)).toEqual(['placed', 'placed', 'placed']);
    const [refusal] = await refusalsOf(from);
    const until = new Date(shop.clock.now().getTime() + HOUR_MS).toISOString();
    expect(refusal).toMatchObject({ exemptUntil: until });
    shop.clock.advance(HOUR_MS);
    expect(await place(from, 1)).toEqual(['TOO_MANY_OPEN_ORDERS']);
  });

  test('of 0 hours ends it', async () => {
    const from = '203.0.113.6';
    await place(from, NETWORK_ORDERS_MAX + 1);
    await exempt(from, 24);
    await exempt(from, 0);
    expect(await place(from, 1)).toEqual(['TOO_MANY_OPEN_ORDERS']);
    expect(await refusalsOf(from)).toMatchObject([{ exemptUntil: null }]);
  });

  test('lifts no limit of another subject of the same order', async () => {
    const from = '203.0.113.7';
    const buyerId = v4();
    expect(await place(from, 2, { buyerId })).toEqual(['placed', 'TOO_MANY_OPEN_ORDERS']);
    await exempt(buyerId, 1);
    expect(await place(from, 2, { buyerId })).toEqual(['placed', 'TOO_MANY_OPEN_ORDERS']);
    await exempt(from, 1);
    expect(await place(from, 2, { buyerId })).toEqual(['placed', 'placed']);
  });

  test('does not keep a neighbour in the same batch from its limits', async () => {
    const [lifted, limited] = ['203.0.113.8', '203.0.113.9'];
    await place(lifted, NETWORK_ORDERS_MAX + 1);
    await exempt(lifted, 1);
    const outcomes = await Promise.all(
      [lifted, limited, lifted, limited, lifted, limited].map((from) => place(from, 1)),
    );
    expect(outcomes.flat().filter((code) => code === 'placed')).toHaveLength(
      3 + NETWORK_ORDERS_MAX,
    );
  });
});
