import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestShop, PRICE_CENTS, type TestShop } from '../../testing/test-shop.ts';
import { listAttention } from '../review/list-attention.ts';
import { listReconciliations } from './list-reconciliations.ts';
import { lookUpPayment } from './look-up-payment.ts';
import type { PeriodOrPayment } from '../../platform/payment-service.ts';
import { reconcile } from './reconcile.ts';
import { findSessionsOfPeriod, storeReconciliation } from './reconciliation-store.ts';
import { refundPayment } from '../refunds/refund-payment.ts';
import { requestRefund } from '../refunds/request-refund.ts';
import {
  ALL_TIME,
  deliverWebhooks,
  expectReconciled,
  findDifferences,
  createPaidOrder,
  createPayableOrder,
  createStripeClient,
} from '../../testing/payment-scenarios.ts';
import { TEST_JOB, testStaff } from '../../testing/actors.ts';
import { CRON } from '../../platform/actor.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await shop.sandbox.control('faults', undefined, 'DELETE');
  await expectNoDifferences();
});
afterAll(async () => {
  await expectReconciled(shop);
  await shop.close();
});

async function expectNoDifferences() {
  expect(await findDifferences(shop)).toEqual([]);
}

/** What is found while a row is changed behind the shop's back; then it is as before. */
async function findWhileChanged(
  table: 'payments' | 'refunds' | 'disputes',
  orderId: string,
  change: string,
) {
  const db = shop.ownerDb;
  const where = `where order_id = '${orderId}'`;
  const { rows } = await sql<object>`select * from ${sql.raw(table)} ${sql.raw(where)}`.execute(db);
  await sql.raw(`${change.replace('$table', table)} ${where}`).execute(db);
  try {
    return await findDifferences(shop);
  } finally {
    await sql.raw(`delete from ${table} ${where}`).execute(db);
    for (const row of rows) {
      const json = JSON.stringify(row).replaceAll("'", "''");
      await sql
        .raw(`insert into ${table} select * from json_populate_record(null::${table}, '${json}')`)
        .execute(db);
    }
  }
}

const kindsOf = (found: { kind: string }[]) => found.map(({ kind }) => kind).toSorted();

async function createRefundedOrder() {
  const order = await createPaidOrder(shop);
  const request = { orderId: order.orderId, restock: false, note: '' };
  const { refundId } = await requestRefund(shop.deps, testStaff(), request);
  await refundPayment(shop.deps, TEST_JOB, { orderId: order.orderId, refundId });
  await deliverWebhooks(shop);
  return order;
}

describe('a difference is found for', () => {
  test('money that is not recorded; looking it up records it', async () => {
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const { orderId, sessionId } = await createPayableOrder(shop);
    await shop.sandbox.control(`sessions/${orderId}/pay`, {});
    expect(await findDifferences(shop)).toEqual([
      {
        kind: 'money_not_recorded',
        orderId,
        subject: sessionId,
        there: { payment: 'paid', money: { amountCents: PRICE_CENTS, currency: 'EUR' } },
        here: { payment: 'open' },
        said: null,
        detail: `there ${PRICE_CENTS} EUR paid; here open`,
        remedy: expect.stringContaining('Check the order’s payment'),
      },
    ]);
    expect(await lookUpPayment(shop.deps, TEST_JOB, { orderId })).toEqual(['order_paid']);
  });

  test('a recorded payment that the service does not have', async () => {
    const { orderId } = await createPayableOrder(shop);
    const change = `update $table set state = 'paid', paid_cents = 1000, payment_intent_id = 'pi_x'`;
    const found = await findWhileChanged('payments', orderId, change);
    expect(kindsOf(found)).toEqual(['money_missing_at_service']);
  });

  test('another amount', async () => {
    const { orderId } = await createPaidOrder(shop);
    const found = await findWhileChanged('payments', orderId, 'update $table set paid_cents = 999');
    expect(found).toMatchObject([{ kind: 'money_not_recorded', orderId }]);
  });

  test('a session that the service does not know', async () => {
    const { orderId } = await createPayableOrder(shop);
    const change = `update $table set session_id = 'cs_of_other_keys'`;
    const found = await findWhileChanged('payments', orderId, change);
    expect(kindsOf(found)).toEqual(['session_missing_at_service', 'session_not_recorded']);
  });

  test('a session that ended unheard; looking it up records it', async () => {
    await shop.sandbox.control('faults', { webhook_drop: 'all' });
    const { orderId } = await createPayableOrder(shop);
    await shop.sandbox.control(`sessions/${orderId}/expire`, {});
    expect(await findDifferences(shop)).toMatchObject([
      { kind: 'session_differs', detail: 'there expired; here open' },
    ]);
    await lookUpPayment(shop.deps, TEST_JOB, { orderId });
  });

  test.each([
    ['delete from $table', ['refund_not_recorded']],
    ['update $table set amount_cents = 900', ['refund_differs']],
    [`update $table set state = 'pending'`, ['refund_differs']],
    [
      `update $table set service_refund_id = 're_x', refund_id = gen_random_uuid()`,
      ['refund_missing_at_service', 'refund_not_recorded'],
    ],
    [
      `update $table set service_refund_id = null, made_at = null, state = 'requested',
        refund_id = gen_random_uuid()`,
      ['refund_not_made', 'refund_not_recorded'],
    ],
  ])('refunds: %s', async (change, kinds) => {
    const { orderId } = await createRefundedOrder();
    expect(kindsOf(await findWhileChanged('refunds', orderId, change))).toEqual(kinds);
  });

  test.each([
    ['delete from $table', ['dispute_not_recorded']],
    [`update $table set state = 'won'`, ['dispute_differs']],
    [
      `update $table set dispute_id = 'du_x'`,
      ['dispute_missing_at_service', 'dispute_not_recorded'],
    ],
  ])('disputes: %s', async (change, kinds) => {
    const { orderId } = await createPaidOrder(shop);
    await shop.sandbox.control(`sessions/${orderId}/dispute`, {});
    await deliverWebhooks(shop);
    expect(kindsOf(await findWhileChanged('disputes', orderId, change))).toEqual(kinds);
  });

  test('an order that is not in the database; what names no order is left to whose it is', async () => {
    const open = async (metadata: Record<string, string>) =>
      await createStripeClient(shop).checkout.sessions.create({
        mode: 'payment',
        success_url: 'http://localhost/done',
        metadata,
        line_items: [
          {
            quantity: 1,
            price_data: { currency: 'eur', unit_amount: 700, product_data: { name: 'Elsewhere' } },
          },
        ],
      });
    await open({});
    const elsewhere = await openTestShop();
    try {
      const { orderId } = await createPayableOrder(elsewhere);
      const payments = shop.deps.payments;
      const run = await reconcile({ ...elsewhere.deps, payments }, TEST_JOB, { period: ALL_TIME });
      const kinds = new Set(run.differences.map(({ kind }) => kind));
      expect(kinds).toEqual(new Set(['order_unknown', 'session_missing_at_service']));
      expect(
        run.differences.find(({ kind }) => kind === 'session_missing_at_service')?.orderId,
      ).toBe(orderId);
    } finally {
      await elsewhere.close();
    }
  });
});

test('a list of several pages is walked to its end', async () => {
  const stripe = createStripeClient(shop);
  for (let n = 0; n < 105; n++) {
    await stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'http://localhost/done',
      line_items: [
        {
          quantity: 1,
          price_data: { currency: 'eur', unit_amount: 700, product_data: { name: 'x' } },
        },
      ],
    });
  }
  const { orderId } = await createPayableOrder(shop);
  const run = await reconcile(shop.deps, TEST_JOB, { period: ALL_TIME });
  const { n } = await shop.deps.db
    .selectFrom('payments')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('session_id', 'is not', null)
    .executeTakeFirstOrThrow();
  expect(orderId).toBeTruthy();
  expect(run.sessions).toBe(n);
});

test('each run is stored, and differences are shown to staff until a run finds none', async () => {
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  shop.clock.advance(60 * 60_000);
  // By the job's own period: the last three days, up to a quarter of an hour ago.
  await reconcile(shop.deps, CRON);
  const { books } = await listAttention(shop.deps);
  expect(books).toMatchObject({ differenceCount: 1, error: null });
  const { reconciliations } = await listReconciliations(shop.deps, undefined);
  expect(reconciliations[0]).toMatchObject({
    reconciliationId: books!.reconciliationId,
    startedBy: { kind: 'system', id: 'cron' },
    differences: [{ kind: 'money_not_recorded', orderId }],
  });
  await lookUpPayment(shop.deps, TEST_JOB, { orderId });
  await reconcile(shop.deps, CRON);
  expect((await listAttention(shop.deps)).books).toBeNull();
});

test('what staff compare for themselves, and a run that is not over, take no difference out of sight', async () => {
  await shop.sandbox.control('faults', { webhook_drop: 'all' });
  const { orderId } = await createPayableOrder(shop);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  shop.clock.advance(60 * 60_000);
  const { reconciliationId } = await reconcile(shop.deps, CRON);
  const now = shop.clock.now();
  const period = { from: new Date('2020-01-01'), to: new Date('2020-02-01') };
  const run = await reconcile(shop.deps, TEST_JOB, { period });
  await storeReconciliation(shop.deps.db, {
    ...run,
    reconciliationId: shop.deps.newId(),
    startedBy: 'system:cron',
    startedAt: now,
    finishedAt: null,
  });
  expect((await listAttention(shop.deps)).books).toMatchObject({ reconciliationId });

  await lookUpPayment(shop.deps, TEST_JOB, { orderId });
  await reconcile(shop.deps, CRON);
  expect((await listAttention(shop.deps)).books).toBeNull();
});

describe('a change during the comparison is no difference', () => {
  /** What is found while something happens right after a list of the period was read. */
  async function findWhile(list: 'listRefunds' | 'listDisputes', happens: () => Promise<unknown>) {
    const { payments } = shop.deps;
    const slow = async (of: PeriodOrPayment, cursor: string | null) => {
      const page = await payments[list](of, cursor);
      if ('from' in of) await happens();
      return page;
    };
    const deps = { ...shop.deps, payments: { ...payments, [list]: slow } };
    return (await reconcile(deps, TEST_JOB, { period: ALL_TIME })).differences;
  }

  test('a dispute that is decided, and one that is opened', async () => {
    const [old, young] = [await createPaidOrder(shop), await createPaidOrder(shop)];
    await shop.sandbox.control(`sessions/${old.orderId}/dispute`, {});
    await deliverWebhooks(shop);
    const found = await findWhile('listDisputes', async () => {
      await shop.sandbox.control(`sessions/${old.orderId}/close-dispute`, {});
      await shop.sandbox.control(`sessions/${young.orderId}/dispute`, {});
      await deliverWebhooks(shop);
    });
    expect(found).toEqual([]);
  });

  test('a refund that is made', async () => {
    expect(await findWhile('listRefunds', createRefundedOrder)).toEqual([]);
  });
});

test('a session first reported by an event is compared', async () => {
  const { orderId } = await createPayableOrder(shop);
  // The process died when the session was open, before it could note it.
  await sql`update payments set session_id = null, session_url = null, session_created_at = null,
    state = 'requested' where order_id = ${orderId}`.execute(shop.deps.db);
  await shop.sandbox.control(`sessions/${orderId}/pay`, {});
  await deliverWebhooks(shop);
  const ours = await findSessionsOfPeriod(shop.deps.db, ALL_TIME, null, 1000);
  expect(ours.map((row) => row.orderId)).toContain(orderId);
});

test('a run without an answer of the service stores the error', async () => {
  await shop.sandbox.control('faults', { api_outage: '503' });
  await expect(reconcile(shop.deps, CRON)).rejects.toThrow('could not list');
  const { books } = await listAttention(shop.deps);
  expect(books?.error).toContain('could not list');
  await shop.sandbox.control('faults', undefined, 'DELETE');
});
