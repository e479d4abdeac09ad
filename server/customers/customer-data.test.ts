import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelOrder } from '../checkout/cancel-order.ts';
import { requestPayment } from '../checkout/request-payment.ts';
import type { PlaceOrderCommand } from '../checkout/placement.ts';
import { requestRefund } from '../payments/refunds/request-refund.ts';
import { orderNumber } from '../platform/ids.ts';
import { TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import {
  deliverWebhooks,
  expectReconciled,
  runRefundJobs,
  statusOf,
} from '../testing/payment-scenarios.ts';
import { openTestShop, shippingAddress, type TestShop } from '../testing/test-shop.ts';
import { eraseCustomerData } from './erase-customer-data.ts';
import { exportCustomerData } from './export-customer-data.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

/** A customer whose every text contains the marker. */
function newCustomer(marker: string) {
  return {
    email: `${marker}@Customer.example`,
    shippingAddress: {
      ...shippingAddress,
      name: marker,
      line1: `${marker} Street`,
      district: marker,
      region: marker,
      city: marker,
    },
  };
}

async function placeOrder(customer: ReturnType<typeof newCustomer>): Promise<PlaceOrderCommand> {
  const skuId = await shop.newSku({ onHand: 10 });
  const command = shop.buildOrder({ [skuId]: 2 }, customer);
  await shop.shop.placeOrder(command, 'test');
  return command;
}

async function pay({ orderId }: PlaceOrderCommand) {
  await requestPayment(shop.deps, TEST_SHOPPER, orderId);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await deliverWebhooks(shop);
  expect(await statusOf(shop, orderId)).toMatch(/^paid/);
}

const erase = (customerEmail: string) =>
  eraseCustomerData(shop.deps, testStaff(), { customerEmail });
const exportOf = (customerEmail: string) =>
  exportCustomerData(shop.deps, testStaff(), { customerEmail });

/** Tables, jobs included, in which some row contains the text. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname in ('public', 'pgboss') and tablename not like 'kysely%'`.execute(
    shop.ownerDb,
  );
  const found = await Promise.all(
    rows.map(async ({ name }) => {
      const { rows: matches } = await sql`
        select from ${sql.table(name)} as t where t::text ilike ${`%${text}%`} limit 1
      `.execute(shop.ownerDb);
      return matches.length > 0 ? [name] : [];
    }),
  );
  return found.flat();
}

test('an export has all orders of an address in any case, with money and events, and no other', async () => {
  const customer = newCustomer('exported');
  const [paid, cancelled] = [await placeOrder(customer), await placeOrder(customer)];
  await placeOrder(newCustomer('notexported'));
  await pay(paid);
  await cancelOrder(shop.deps, TEST_SHOPPER, cancelled.orderId);
  const refund = {
    orderId: paid.orderId,
    restock: false,
    note: 'a note of staff',
    amountCents: 500,
  };
  await requestRefund(shop.deps, testStaff(), refund);

  const { orders, isTruncated } = await exportOf('EXPORTED@customer.EXAMPLE');
  expect(isTruncated).toBe(false);
  // Ids of one millisecond are in any order.
  const byStatus = orders.toSorted((a, b) => (a.status < b.status ? -1 : 1));
  expect(byStatus).toMatchObject([
    { orderId: cancelled.orderId, status: 'cancelled', payments: [], isUnsettled: false },
    {
      orderId: paid.orderId,
      status: 'paid',
      totalCents: 2000,
      email: customer.email,
      shippingAddress: customer.shippingAddress,
      isUnsettled: true,
      lines: [{ name: 'Test product', quantity: 2, unit_price_cents: 1000 }],
      payments: [{ paid_cents: 2000, state: 'paid' }],
      refunds: [{ amount_cents: 500, state: 'requested' }],
      events: [{ kind: 'checkout.session.completed', outcome: 'order_paid' }],
    },
  ]);
  expect(JSON.stringify(orders)).not.toMatch(/note of staff|staff@|notexported/);
  await runRefundJobs(shop);
});

describe('an erasure', () => {
  test('removes the customer from every table, and leaves orders, amounts and stock', async () => {
    const customer = newCustomer('erasedmarker');
    const orders = [await placeOrder(customer), await placeOrder(customer)];
    await pay(orders[0]!);
    await cancelOrder(shop.deps, TEST_SHOPPER, orders[1]!.orderId);
    expect(await tablesWith('erasedmarker')).toContain('public.webhook_events');

    expect(await erase(customer.email.toUpperCase())).toEqual({ orders: 2, isComplete: true });

    expect(await tablesWith('erasedmarker')).toEqual([]);
    const { rows } = await sql`
      select status, total_cents, email, shipping_address, erased_at from orders
      where order_id = ${orders[0]!.orderId}`.execute(shop.deps.db);
    expect(rows).toEqual([
      {
        status: 'paid',
        total_cents: 2000,
        email: '',
        shipping_address: { name: '', line1: '', city: '', postalCode: '', country: 'DE' },
        erased_at: shop.clock.now(),
      },
    ]);
    await shop.expectNoAuditViolations();
    expect(await exportOf(customer.email)).toMatchObject({ orders: [] });
    await expect(erase(customer.email)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(erase('')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is recorded by order numbers, without the address', async () => {
    const customer = newCustomer('recorded');
    const { orderId } = await placeOrder(customer);
    await cancelOrder(shop.deps, TEST_SHOPPER, orderId);
    const request = { action: 'admin.customers.erase', input: { customerEmail: customer.email } };
    const staff = testStaff('ada@shop.example', request);
    await eraseCustomerData(shop.deps, staff, request.input);
    const action = await shop.deps.db
      .selectFrom('staff_actions')
      .select(['staff', 'action', 'outcome', 'details', 'result'])
      .where('action_id', '=', staff.request.actionId)
      .executeTakeFirstOrThrow();
    expect(action).toEqual({
      staff: 'ada@shop.example',
      action: 'admin.customers.erase',
      outcome: 'erased',
      details: {},
      result: { orders: [orderNumber(orderId)] },
    });
  });

  test.each([
    ['an unpaid order', async () => {}],
    [
      'a refund that is not made',
      async (order: PlaceOrderCommand) => {
        await pay(order);
        const { orderId } = order;
        await requestRefund(shop.deps, testStaff(), { orderId, restock: false, note: '' });
      },
    ],
    [
      'a dispute',
      async (order: PlaceOrderCommand) => {
        await pay(order);
        await shop.sandbox.control(`sessions/${order.orderId}/dispute`, {});
        await deliverWebhooks(shop);
      },
    ],
  ])(
    'is refused with the order number while there is %s, and erases nothing',
    async (kind, open) => {
      const customer = newCustomer(kind.replaceAll(' ', ''));
      const settled = await placeOrder(customer);
      await cancelOrder(shop.deps, TEST_SHOPPER, settled.orderId);
      const unsettled = await placeOrder(customer);
      await open(unsettled);
      await expect(erase(customer.email)).rejects.toMatchObject({
        details: { code: 'ORDERS_NOT_SETTLED', orders: [orderNumber(unsettled.orderId)] },
      });
      const { orders } = await exportOf(customer.email);
      expect(orders.map(({ email }) => email)).toEqual([customer.email, customer.email]);
      await runRefundJobs(shop);
    },
  );

  test('lets the same request have the same answer, and no other request of that order id', async () => {
    const customer = newCustomer('replayed');
    const command = await placeOrder(customer);
    const first = await shop.shop.placeOrder(command, 'test');
    await cancelOrder(shop.deps, TEST_SHOPPER, command.orderId);
    await erase(customer.email);
    expect(await shop.shop.placeOrder(command, 'test')).toEqual(first);
    const line = { ...command.lines[0]!, quantity: 1 };
    const others = [
      { ...command, buyerId: shop.newBuyer().buyerId },
      { ...command, lines: [line], expectedTotalCents: 1000 },
    ];
    for (const other of others) {
      await expect(shop.shop.placeOrder(other, 'test')).rejects.toMatchObject({
        code: 'ORDER_ID_REUSED',
      });
    }
  });

  test('cannot be taken back, and an open order cannot be marked as erased', async () => {
    const { orderId } = await placeOrder(newCustomer('open'));
    const marked = sql`update orders set erased_at = now() where order_id = ${orderId}`;
    await expect(marked.execute(shop.deps.db)).rejects.toThrow(/erased_orders_have_ended/);
  });
});
