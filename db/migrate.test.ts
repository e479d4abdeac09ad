import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, createPool } from './client.ts';
import { createMigrationPool, createMigrator, migrateTables } from './migrate.ts';
import { createTestDatabase } from './testing/test-database.ts';

const ORDER_ID = '01970000-0000-7000-8000-000000000001';
const SWEEP_IDS = ['01970000-0000-7000-8000-0000000000a1', '01970000-0000-7000-8000-0000000000a2'];
const REFUND_ID = '01970000-0000-7000-8000-0000000000b1';
const ACTION_ID = '01970000-0000-7000-8000-0000000000c1';

const database = await createTestDatabase();
const db = createDatabase(createPool(database.ownerUrl, { name: 'under test', max: 1 }));
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

beforeAll(async () => {
  await sql.raw('drop schema public cascade; create schema public').execute(db);
  await createMigrator(db).migrateTo('0008-pictures');
  await sql
    .raw(
      `insert into orders (order_id, buyer_id, status, status_reason, currency, total_cents, email,
         shipping_address, placed_at, pay_by, recover_at, settled_at)
       values ('${ORDER_ID}', '${ORDER_ID}', 'paid', 'payment_received', 'SEK', 500, 'a@b.example',
         '{}', now(), now() + interval '1 min', now() + interval '2 min', now());
       insert into sweeps (sweep_id, started_by, started_at)
       values ('${SWEEP_IDS[0]}', 'cron', now()), ('${SWEEP_IDS[1]}', 'ada@shop.example', now());
       insert into refunds (order_id, refund_id, payment_intent_id, state, reason, amount_cents,
         currency, requested_by, requested_at, updated_at, resolution, resolved_at, resolved_by)
       values ('${ORDER_ID}', '${REFUND_ID}', 'pi_1', 'failed', 'late_payment', 500,
         'SEK', 'system', now(), now(), 'given_back_elsewhere', now(), 'ada@shop.example');
       insert into staff_actions (action_id, staff, action, asked_at, told, details, outcome)
       values ('${ACTION_ID}', 'ada@shop.example', 'admin.payments.resolveRefund', now(),
         '{"refundId": "1"}', '{"resolution": "given_back_elsewhere"}', 'settled_before');
       insert into reconciliations (reconciliation_id, started_by, period_from, period_to, started_at,
         differences)
       values ('${ACTION_ID}', 'cron', now(), now(), now(),
         '[{"kind": "refund_missing_there", "detail": "not there"}]');
       insert into payment_events (order_id, event_id, kind, occurred_at, received_at, outcome)
       values ('${ORDER_ID}', 'evt_1', 'refund.updated', now(), now(), 'nothing_new'),
         ('${ORDER_ID}', 'evt_2', 'charge.refunded', now(), now(), 'refunds_asked_for')`,
    )
    .execute(db);
  await migrateTables(db);
});

test('a database of release 0008 keeps who did what, with the kind of actor', async () => {
  const sweeps = await db.selectFrom('sweeps').select('started_by').orderBy('sweep_id').execute();
  expect(sweeps.map((row) => row.started_by)).toEqual(['system:cron', 'staff:ada@shop.example']);
  const refund = await db
    .selectFrom('refunds')
    .select(['requested_by', 'resolved_by', 'resolution'])
    .executeTakeFirstOrThrow();
  expect(refund).toEqual({
    requested_by: 'system',
    resolved_by: 'staff:ada@shop.example',
    resolution: 'refunded_externally',
  });
});

test('its staff actions keep what they were asked and answered', async () => {
  const action = await db
    .selectFrom('staff_actions')
    .select(['staff', 'user_id', 'details', 'result', 'outcome'])
    .executeTakeFirstOrThrow();
  expect(action).toEqual({
    staff: 'ada@shop.example',
    user_id: null,
    details: { resolution: 'refunded_externally' },
    result: { refundId: '1' },
    outcome: 'already_settled',
  });
});

test('its reconciliations keep their differences, under their new kinds', async () => {
  const run = await db
    .selectFrom('reconciliations')
    .select('differences')
    .executeTakeFirstOrThrow();
  expect(run.differences).toEqual([{ kind: 'refund_missing_at_service', detail: 'not there' }]);
});

test('its payment events count as applied, under their new outcomes', async () => {
  const events = await db
    .selectFrom('webhook_events')
    .select(['event_id', 'outcome', 'payload'])
    .where('applied_at', 'is not', null)
    .orderBy('event_id')
    .execute();
  expect(events).toEqual([
    { event_id: 'evt_1', outcome: 'no_change', payload: null },
    { event_id: 'evt_2', outcome: 'refund_sync_enqueued', payload: null },
  ]);
});

test('migrating again changes nothing', async () => {
  const { results } = await createMigrator(db).migrateToLatest();
  expect(results).toEqual([]);
});

test('a shop that has sold keeps the currency of its orders', async () => {
  expect(await db.selectFrom('shop').select('currency').execute()).toEqual([{ currency: 'SEK' }]);
});

test('a migration that waits for another one has no limit of time', async () => {
  const pool = createMigrationPool(database.databaseUrl);
  const limits = await pool.query(
    `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`,
  );
  await pool.end();
  expect(limits.rows).toEqual([{ statement: '0', lock: '0' }]);
});
