import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDatabase, createPool, type PooledDatabase } from '#db/client.ts';
import { minimalEnvironment } from './minimal-environment.ts';
import { startSystem, type System } from './system.ts';

/** In the e-mail address, name and address of every order here; no line of any log may contain it. */
const MARKER = `marker${randomBytes(6).toString('hex')}`;
const EMAIL = `${MARKER}@leak.example`;

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-logs-'));
const lines: string[] = [];
let system: System;
let owner: PooledDatabase;
let skuId: string;
beforeAll(async () => {
  system = await startSystem({
    dataDir,
    environment: minimalEnvironment(),
    pages: false,
    port: 0,
    sandboxPort: 0,
    durable: false,
    paymentWindow: '1s',
    recoveryDelay: '1s',
    env: { LOG_LEVEL: 'trace' },
    log: (source, line) => lines.push(`${source} ${line}`),
  });
  owner = createDatabase(createPool(system.databaseOwnerUrl, { name: 'test owner', max: 2 }));
  const sku = owner.selectFrom('stock').select('sku_id').where('on_hand', '>', 50);
  ({ sku_id: skuId } = await sku.limit(1).executeTakeFirstOrThrow());
}, 120_000);
afterAll(async () => {
  await owner?.destroy();
  await system?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  return await fetch(`${system.shopUrl}${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      origin: system.shopUrl,
      authorization: `Bearer ${MARKER}`,
      ...headers,
    },
  });
}

async function placeOrder(changes: object = {}) {
  await fetch(`${system.shopUrl}/api/trpc/catalog.list?key=${MARKER}&email=${EMAIL}`);
  // Refused without an order, and answered with the buyer's cookie.
  const refused = await post('/api/trpc/orders.place', '{}');
  const cookie = refused.headers.getSetCookie().map((each) => each.split(';')[0]);
  const orderId = v7();
  const { price_cents } = await owner
    .selectFrom('skus')
    .select('price_cents')
    .where('sku_id', '=', skuId)
    .executeTakeFirstOrThrow();
  const order = {
    orderId,
    lines: [{ skuId, quantity: 1 }],
    email: EMAIL,
    shippingAddress: {
      name: MARKER,
      line1: MARKER,
      city: MARKER,
      postalCode: '12701',
      country: 'DE',
    },
    expectedTotalCents: price_cents,
    ...changes,
  };
  const headers = { cookie: [...cookie, `other=${MARKER}`].join('; ') };
  const response = await post('/api/trpc/orders.place', JSON.stringify(order), headers);
  return { orderId, status: response.status, answer: await response.text() };
}

/** Expects a new line of a process that matches, so that an attack that did nothing is noticed. */
async function expectLogged(pattern: RegExp, from: number): Promise<void> {
  await vi.waitFor(
    () => expect(lines.slice(from).filter((line) => pattern.test(line))).not.toEqual([]),
    { timeout: 15_000, interval: 50 },
  );
}

/** Runs `work` while the owner has added something to the tables. */
async function whileAltered(add: string, remove: string, work: () => Promise<unknown>) {
  await sql.raw(add).execute(owner);
  try {
    await work();
  } finally {
    await sql.raw(remove).execute(owner);
  }
}

/** A function for triggers on orders. */
const trigger = (event: string, body: string) => ({
  add: `create function attack() returns trigger language plpgsql as $$ begin ${body} return new; end $$;
    create trigger attack before ${event} on orders for each row execute function attack()`,
  remove: 'drop function attack cascade',
});

describe('errors of the database about an order', () => {
  test('a failing row of a CHECK', async () => {
    const from = lines.length;
    const check = `alter table orders add constraint attack check (email not like 'marker%') not valid`;
    await whileAltered(check, 'alter table orders drop constraint attack', async () => {
      expect((await placeOrder()).status).toBe(500);
      await expectLogged(/^web .*23514.*attack/, from);
    });
  });

  test('a duplicate key', async () => {
    const from = lines.length;
    await placeOrder();
    await whileAltered(
      'create unique index attack on orders (email)',
      'drop index attack',
      async () => {
        expect((await placeOrder()).status).toBe(500);
        await expectLogged(/^web .*23505.*attack/, from);
      },
    );
  });

  test.each([
    ['a value that is no uuid', '22P02', 'perform new.email::uuid;'],
    ['a value that is no JSON', '22P02', 'perform new.email::jsonb;'],
    ['a text of its own', 'P0001', `raise exception '% of %', new.email, new.shipping_address;`],
    [
      'a detail, a hint and a context',
      'P0001',
      `raise exception 'x' using detail = new.email, hint = new.shipping_address->>'name';`,
    ],
    ['a dynamic statement', '42703', `execute 'select no_column, ' || quote_literal(new.email);`],
  ])('%s', async (_, code, body) => {
    const from = lines.length;
    const { add, remove } = trigger('insert', body);
    await whileAltered(add, remove, async () => {
      expect((await placeOrder()).status).toBe(500);
      await expectLogged(new RegExp(`^web .*${code}`), from);
    });
  });

  test('in the worker, when it closes the order', async () => {
    const from = lines.length;
    const { add, remove } = trigger(
      'update',
      `raise exception 'no % ', new.email using detail = new.email;`,
    );
    await whileAltered(add, remove, async () => {
      expect((await placeOrder()).status).toBe(200);
      await expectLogged(/^worker .*P0001/, from);
    });
  });
});

test('requests that are refused', async () => {
  const { status } = await placeOrder({ expectedTotalCents: 1 });
  const others = [
    await placeOrder({ email: `${EMAIL} ${MARKER}` }),
    await placeOrder({ [MARKER]: MARKER, lines: [{ skuId: MARKER, quantity: 1 }] }),
    await post('/api/trpc/orders.place', `{"email":"${EMAIL}`),
    await post(`/api/trpc/${MARKER}`, `"${EMAIL}"`),
    await post('/api/auth/sign-in/email', JSON.stringify({ email: EMAIL, password: MARKER })),
    await post('/api/auth/request-password-reset', JSON.stringify({ email: EMAIL })),
    await post('/api/webhooks/stripe', JSON.stringify({ email: EMAIL }), {
      'stripe-signature': MARKER,
    }),
    await fetch(`${system.shopUrl}/orders/${MARKER}?key=${MARKER}&email=${EMAIL}`),
  ];
  expect(status).toBe(409);
  for (const refused of others)
    expect(refused.status).toSatisfy((code) => code >= 400 && code < 500);
});

test('no line of web, worker, sandbox and PostgreSQL contains any of it', async () => {
  await system.stop();
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => line.includes(MARKER))).toEqual([]);
  const serverLog = readFileSync(join(dataDir, 'postgres/server.log'), 'utf8');
  expect(serverLog).toContain('database system is ready');
  expect(serverLog.split('\n').filter((line) => line.includes(MARKER))).toEqual([]);
});
