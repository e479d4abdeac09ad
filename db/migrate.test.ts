import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, createPool } from './client.ts';
import { createMigrator, migrateTables } from './migrate.ts';
import { createTestDatabase } from './testing/test-database.ts';

const ORDER_ID = '01970000-0000-7000-8000-000000000001';
const SWEEP_IDS = ['01970000-0000-7000-8000-0000000000a1', '01970000-0000-7000-8000-0000000000a2'];
const REFUND_ID = '01970000-0000-7000-8000-0000000000b1';
const ACTION_ID = '01970000-0000-7000-8000-0000000000c1';

const database = await createTestDatabase();
const db = createDatabase(createPool(database.databaseUrl, { name: 'under test', max: 1 }));
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
       values ('${ORDER_ID}', '${ORDER_ID}', 'paid', 'payment_received', 'EUR', 500, 'a@b.example',
         '{}', now(), now() + interval '1 min', now() + interval '2 min', now());
       insert into sweeps (sweep_id, started_by, started_at)
       values ('${SWEEP_IDS[0]}', 'cron', now()), ('${SWEEP_IDS[1]}', 'ada@shop.example', now());
       insert into refunds (order_id, refund_id, payment_intent_id, state, reason, amount_cents, currency, requested_by,
         requested_at, updated_at)
       values ('${ORDER_ID}', '${REFUND_ID}', 'pi_1', 'succeeded', 'late_payment', 500, 'EUR', 'system',
         now(), now());
       insert into staff_actions (action_id, staff, action, asked_at, told)
       values ('${ACTION_ID}', 'ada@shop.example', 'admin.stock.adjust', now(), '{"onHand": 3}');
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
  const refund = await db.selectFrom('refunds').select('requested_by').executeTakeFirstOrThrow();
  expect(refund.requested_by).toBe('system');
});

test('its staff actions keep what they answered', async () => {
  const action = await db
    .selectFrom('staff_actions')
    .select(['staff', 'result', 'user_id'])
    .executeTakeFirstOrThrow();
  expect(action).toEqual({ staff: 'ada@shop.example', result: { onHand: 3 }, user_id: null });
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
