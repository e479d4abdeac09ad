import { sql } from 'kysely';
import { v4 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import {
  POOL_SIZE,
  openTestShop,
  PRICE_CENTS,
  shippingAddress,
  type TestShop,
} from '../testing/test-shop.ts';
import { findOrders } from './order-store.ts';
import { placeOrders } from './place-orders.ts';
import type { PlaceOrderCommand } from './placement.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({
    PAYMENT_WINDOW: '15m',
    RECOVERY_DELAY: '5m',
    MAX_UNITS_HELD: '100',
  });
});
afterAll(() => shop.close());

async function place(command: PlaceOrderCommand) {
  return await shop.shop.placeOrder(command, 'test');
}

async function stockOf(skuId: string) {
  return await shop.deps.db
    .selectFrom('stock')
    .select(['on_hand', 'locked'])
    .where('sku_id', '=', skuId)
    .executeTakeFirstOrThrow();
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'accepted';
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
}

describe('placing one order', () => {
  test('waits for nobody whose slow pages keep all other connections busy', async () => {
    const skuId = await shop.newSku({ onHand: 1 });
    const { promise: pagesDone, resolve: endPages } = Promise.withResolvers<void>();
    const pages = Array.from({ length: POOL_SIZE }, () =>
      shop.deps.db.connection().execute(() => pagesDone),
    );
    await place(shop.buildOrder({ [skuId]: 1 })).finally(endPages);
    await Promise.all(pages);
    expect(await stockOf(skuId)).toEqual({ on_hand: 1, locked: 1 });
  });

  test('locks the stock, writes the order and enqueues its two jobs', async () => {
    const skuId = await shop.newSku({ onHand: 5 });
    const command = shop.buildOrder({ [skuId]: 2 });
    const placed = await place(command);

    expect(placed).toEqual({
      orderId: command.orderId,
      payBy: new Date(shop.clock.now().getTime() + 15 * 60_000),
      totalCents: 2 * PRICE_CENTS,
      currency: 'EUR',
    });
    expect(await stockOf(skuId)).toEqual({ on_hand: 5, locked: 2 });
    const jobs = await sql`
      select name, start_after from pgboss.job
      where data @> ${JSON.stringify({ orderIds: [command.orderId] })}::jsonb order by start_after
    `.execute(shop.deps.db);
    const at = (minutes: number) => new Date(shop.clock.now().getTime() + minutes * 60_000);
    expect(jobs.rows).toEqual([
      { name: 'close-orders', start_after: at(15) },
      { name: 'recover-stock', start_after: at(20) },
    ]);
    await shop.expectNoAuditViolations();
  });

  test('takes all lines or none, and says which are short and how many are left', async () => {
    const [plenty, scarce] = [await shop.newSku({ onHand: 9 }), await shop.newSku({ onHand: 1 })];
    const refusal = await place(shop.buildOrder({ [plenty]: 1, [scarce]: 3 })).catch(
      (e: unknown) => e,
    );
    expect((refusal as DomainError).details).toEqual({
      code: 'OUT_OF_STOCK',
      lines: [{ skuId: scarce, wanted: 3, available: 1, reserved: 0 }],
    });
    expect(await stockOf(plenty)).toEqual({ on_hand: 9, locked: 0 });
  });

  test('adds up two lines of one SKU before it decides', async () => {
    const skuId = await shop.newSku({ onHand: 3 });
    const lines = [
      { skuId, quantity: 2 },
      { skuId, quantity: 2 },
    ];
    const command = shop.buildOrder({ [skuId]: 4 }, { lines });
    expect(await codeOf(place(command))).toBe('OUT_OF_STOCK');
  });

  test('refuses an unknown SKU, a price that has changed and an id from another day', async () => {
    const skuId = await shop.newSku({ onHand: 3 });
    expect(await codeOf(place(shop.buildOrder({ [v4()]: 1 })))).toBe('UNKNOWN_SKU');
    const stale = shop.buildOrder({ [skuId]: 1 }, { expectedTotalCents: PRICE_CENTS - 1 });
    expect(await codeOf(place(stale))).toBe('PRICE_CHANGED');
    const old = shop.buildOrder(
      { [skuId]: 1 },
      { orderId: '01890000-0000-7000-8000-000000000000' },
    );
    expect(await codeOf(place(old))).toBe('ORDER_ID_TIME');
    expect(await stockOf(skuId)).toEqual({ on_hand: 3, locked: 0 });
  });

  test('caps the open orders of a buyer, and the units held of one SKU', async () => {
    const skuId = await shop.newSku({ onHand: 500 });
    const buyerId = v4();
    const tooMany = { [skuId]: 60 };
    expect(await codeOf(place(shop.buildOrder(tooMany, { buyerId })))).toBe('accepted');
    expect(await codeOf(place(shop.buildOrder(tooMany, { buyerId })))).toBe('TOO_MANY_UNITS_HELD');
    for (let open = 1; open < 10; open++) await place(shop.buildOrder({ [skuId]: 1 }, { buyerId }));
    const eleventh = shop.buildOrder({ [skuId]: 1 }, { buyerId });
    expect(await codeOf(place(eleventh))).toBe('TOO_MANY_OPEN_ORDERS');
    expect(await codeOf(place(shop.buildOrder({ [skuId]: 1 })))).toBe('accepted');
  });
});

describe('placing the same order id again', () => {
  test('twenty times at once is one order with twenty equal answers', async () => {
    const skuId = await shop.newSku({ onHand: 50 });
    const command = shop.buildOrder({ [skuId]: 1 });
    const viaGroups = Array.from({ length: 10 }, () => place(command));
    // As other web processes would: past this process's group commit.
    const direct = Array.from(
      { length: 10 },
      async () => (await placeOrders(shop.deps, [command]))[0],
    );
    const answers = await Promise.all([...viaGroups, ...direct]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await stockOf(skuId)).toEqual({ on_hand: 50, locked: 1 });
  });

  test('with other content, or from another buyer, is refused and changes nothing', async () => {
    const skuId = await shop.newSku({ onHand: 5 });
    const command = shop.buildOrder({ [skuId]: 1 });
    await place(command);
    const other = {
      ...command,
      lines: [{ skuId, quantity: 2 }],
      expectedTotalCents: 2 * PRICE_CENTS,
    };
    expect(await codeOf(place(other))).toBe('ORDER_ID_REUSED');
    expect(await codeOf(place({ ...command, buyerId: v4() }))).toBe('ORDER_ID_REUSED');
    expect(await stockOf(skuId)).toEqual({ on_hand: 5, locked: 1 });
  });

  test('with other SKUs at the same moment in two processes leaves one order', async () => {
    const [a, b] = [await shop.newSku({ onHand: 5 }), await shop.newSku({ onHand: 5 })];
    const first = shop.buildOrder({ [a]: 1 });
    const second = { ...first, lines: [{ skuId: b, quantity: 1 }] };
    const outcomes = await Promise.all(
      [first, second].map(async (command) => (await placeOrders(shop.deps, [command]))[0]),
    );
    const refused = outcomes.filter((outcome) => outcome instanceof DomainError);
    expect(refused.map((error) => error.code)).toEqual(['ORDER_ID_REUSED']);
    expect((await stockOf(a)).locked + (await stockOf(b)).locked).toBe(1);
  });
});

describe('many buyers at once', () => {
  test('400 buyers for 100 units, in groups and one by one: exactly 100 orders', async () => {
    const skuId = await shop.newSku({ onHand: 100 });
    const commands = Array.from({ length: 400 }, () => shop.buildOrder({ [skuId]: 1 }));
    const quarters = [0, 1, 2, 3].map((n) => commands.slice(n * 100, (n + 1) * 100));
    const outcomes = await Promise.all([
      ...quarters[0]!.map((command) => codeOf(place(command))),
      // Single orders, each a transaction of its own, as other processes may send them.
      ...quarters[1]!.map(async (command) => await outcomeOf([command])),
      outcomeOf(quarters[2]!),
      outcomeOf(quarters[3]!),
    ]);
    const flat = outcomes.flat();
    expect(flat.filter((code) => code === 'accepted')).toHaveLength(100);
    expect(flat.filter((code) => code === 'STOCK_RESERVED')).toHaveLength(300);
    expect(await stockOf(skuId)).toEqual({ on_hand: 100, locked: 100 });
    await shop.expectNoAuditViolations();
  });

  test('orders that name the same SKUs in crossed order do not deadlock', async () => {
    const skus = [await shop.newSku({ onHand: 200 }), await shop.newSku({ onHand: 200 })];
    const [a, b] = skus as [string, string];
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        outcomeOf([shop.buildOrder(n % 2 ? { [a]: 1, [b]: 1 } : { [b]: 1, [a]: 1 })]),
      ),
    );
    expect(new Set(outcomes.flat())).toEqual(new Set(['accepted']));
    expect(await stockOf(a)).toEqual({ on_hand: 200, locked: 60 });
  });

  test('one order that the database refuses does not fail its neighbours', async () => {
    const skuId = await shop.newSku({ onHand: 10 });
    const good = shop.buildOrder({ [skuId]: 1 });
    // PostgreSQL takes no NUL in a text, and no schema of ours looks into an e-mail for one here.
    const bad = shop.buildOrder({ [skuId]: 1 }, { email: 'nul\u0000@example.com' });
    const [first, second] = await Promise.allSettled([place(good), place(bad)]);
    expect(first.status).toBe('fulfilled');
    expect(second.status).toBe('rejected');
    expect((await findOrders(shop.deps.db, [good.orderId])).size).toBe(1);
    expect(await stockOf(skuId)).toEqual({ on_hand: 10, locked: 1 });
  });
});

describe('units taken by another transaction between the read and the update of the stock', () => {
  test('the batch is decided again, and only what is left is sold', async () => {
    const skuId = await shop.newSku({ onHand: 5 });
    const [tooLarge, small] = [shop.buildOrder({ [skuId]: 4 }), shop.buildOrder({ [skuId]: 1 })];
    const other = shop.buildOrder({ [skuId]: 3 });
    const { deps, attempts } = interceptAttempts(async (attempt) => {
      if (attempt === 1) await outcomeOf([other]);
    });

    const [first, second] = await placeOrders(deps, [tooLarge, small]);
    expect(first).toMatchObject({
      details: { code: 'STOCK_RESERVED', lines: [{ skuId, wanted: 4, available: 2, reserved: 3 }] },
    });
    expect(second).toMatchObject({ orderId: small.orderId });
    expect(attempts).toEqual([[tooLarge.orderId, small.orderId].toSorted(), [small.orderId]]);
    expect(await stockOf(skuId)).toEqual({ on_hand: 5, locked: 4 });
    expect(await countJobsOf(tooLarge)).toBe(0);
    expect(await countJobsOf(small)).toBe(2);
    await shop.expectNoAuditViolations();
  });

  test('the first decision locks no stock row, the second one keeps all others out', async () => {
    const skuId = await shop.newSku({ onHand: 3 });
    const lockable: boolean[] = [];
    const { deps } = interceptAttempts(async (attempt) => {
      lockable.push(await canLockStock(skuId));
      if (attempt === 1) await outcomeOf([shop.buildOrder({ [skuId]: 2 })]);
    });
    const commands = [shop.buildOrder({ [skuId]: 2 }), shop.buildOrder({ [skuId]: 1 })];
    await placeOrders(deps, commands);
    expect(lockable).toEqual([true, false]);
  });

  test('a batch that then has nothing left ends without an order and without jobs', async () => {
    const skuId = await shop.newSku({ onHand: 1 });
    const command = shop.buildOrder({ [skuId]: 1 });
    const { deps, attempts } = interceptAttempts(async () => {
      await outcomeOf([shop.buildOrder({ [skuId]: 1 })]);
    });
    expect(await placeOrders(deps, [command])).toMatchObject([{ code: 'STOCK_RESERVED' }]);
    expect(attempts).toEqual([[command.orderId]]);
    expect(await countJobsOf(command)).toBe(0);
  });

  test('any other error of the database is not tried again', async () => {
    const skuId = await shop.newSku({ onHand: 5 });
    const { deps, attempts } = interceptAttempts();
    const bad = shop.buildOrder(
      { [skuId]: 1 },
      { shippingAddress: { ...shippingAddress, name: 'nul\u0000' } },
    );
    await expect(placeOrders(deps, [bad])).rejects.toMatchObject({ code: '22P05' });
    expect(attempts).toHaveLength(1);
  });
});

describe('a batch', () => {
  test('of refused and of repeated orders alone enqueues no job', async () => {
    const skuId = await shop.newSku({ onHand: 2 });
    const placed = shop.buildOrder({ [skuId]: 1 });
    const [firstAnswer] = await placeOrders(shop.deps, [placed]);
    const { deps, attempts } = interceptAttempts();
    const [repeated, refused] = await placeOrders(deps, [placed, shop.buildOrder({ [skuId]: 9 })]);
    expect(repeated).toEqual(firstAnswer);
    expect(refused).toMatchObject({ code: 'OUT_OF_STOCK' });
    expect(attempts).toEqual([]);
  });

  test('with several orders of one buyer counts the units that the buyer holds once', async () => {
    const skuId = await shop.newSku({ onHand: 500 });
    const buyerId = v4();
    const orderOf = (units: number) => shop.buildOrder({ [skuId]: units }, { buyerId });
    await placeOrders(shop.deps, [orderOf(40)]);
    expect(await outcomeOf([orderOf(30), orderOf(30), orderOf(1)])).toEqual([
      'accepted',
      'accepted',
      'TOO_MANY_UNITS_HELD',
    ]);
  });
});

/**
 * Dependencies that call `meanwhile` in each attempt to place a batch: after it read the stock and
 * decided, before it changes the stock.
 * @returns them, and the order ids of the attempts that placed any
 */
function interceptAttempts(meanwhile?: (attempt: number) => Promise<void>) {
  const attempts: string[][] = [];
  const deps: Deps = {
    ...shop.deps,
    jobs: {
      async enqueue(trx, queue, payload, options) {
        if (queue === 'close-orders') {
          attempts.push((payload as { orderIds: string[] }).orderIds.toSorted());
          await meanwhile?.(attempts.length);
        }
        await shop.deps.jobs.enqueue(trx, queue, payload, options);
      },
    },
  };
  return { deps, attempts };
}

/** Whether another transaction can lock the SKU's stock row now, without waiting. */
async function canLockStock(skuId: string): Promise<boolean> {
  const lock = sql`select from stock where sku_id = ${skuId} for no key update nowait`;
  return await lock.execute(shop.deps.db).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: '55P03' });
      return false;
    },
  );
}

async function countJobsOf({ orderId }: PlaceOrderCommand): Promise<number> {
  const { rows } = await sql`
    select from pgboss.job where data @> ${JSON.stringify({ orderIds: [orderId] })}::jsonb
  `.execute(shop.deps.db);
  return rows.length;
}

async function outcomeOf(commands: PlaceOrderCommand[]): Promise<string[]> {
  const outcomes = await placeOrders(shop.deps, commands);
  return outcomes.map((outcome) => (outcome instanceof DomainError ? outcome.code : 'accepted'));
}
