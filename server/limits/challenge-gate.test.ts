import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callMutation } from '../testing/call-trpc.ts';
import { openTestShop, PRICE_CENTS, type TestShop } from '../testing/test-shop.ts';

const REFUSALS_MAX = 3;
const KEPT_MS = 5000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({
    NETWORK_MAX_OPEN_ORDERS: '2',
    CHALLENGE_AFTER_REFUSALS: String(REFUSALS_MAX),
  });
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});

/** A product for which staff have switched the proof on; noticed from now on. */
async function newChallengedSku(): Promise<string> {
  const skuId = await shop.newSku({ onHand: 9 });
  await shop.deps.db
    .updateTable('products')
    .set({ proof_of_work: true })
    .where('product_id', 'in', (query) =>
      query.selectFrom('skus').select('product_id').where('sku_id', '=', skuId),
    )
    .execute();
  shop.clock.advance(KEPT_MS);
  return skuId;
}

function newOrder(skuId: string) {
  const { buyerId: _, emailKey: __, clientNetwork: ___, ...order } = shop.buildOrder({});
  return { ...order, lines: [{ skuId, quantity: 1 }], expectedTotalCents: PRICE_CENTS };
}

const buyers = new Map<string, string>();

/** Sends an order, always with the same cookie. */
async function place(order: ReturnType<typeof newOrder>, proofOfWork?: string, from?: string) {
  const cookie = buyers.get(order.orderId) ?? shop.newBuyer().cookie;
  buyers.set(order.orderId, cookie);
  const { domain, status } = await callMutation(shop.url, 'orders.place', {
    input: { ...order, ...(proofOfWork !== undefined && { proofOfWork }) },
    cookie,
    ...(from && { headers: { 'x-forwarded-for': from } }),
  });
  return { status, code: domain?.['code'] ?? 'placed', challenge: domain?.['challenge'] as string };
}

/** As the checkout page does, with the same library. */
async function solve(text: string): Promise<string> {
  const challenge = JSON.parse(text) as Challenge;
  return JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });
}

describe('an order of a product with proof of work', () => {
  test('is placed with the solution of its challenge, also when it is sent again', async () => {
    const order = newOrder(await newChallengedSku());
    const first = await place(order);
    expect(first).toMatchObject({ status: 412, code: 'PROOF_OF_WORK_REQUIRED' });
    const proof = await solve(first.challenge);
    expect(await place(order, proof)).toMatchObject({ status: 200, code: 'placed' });
    expect(await place(order, proof)).toMatchObject({ status: 200, code: 'placed' });

    const second = newOrder(order.lines[0]!.skuId);
    expect(await place(second, proof), 'for another order').toMatchObject({
      code: 'PROOF_OF_WORK_REQUIRED',
    });
    const forged = JSON.parse(proof) as { challenge: Challenge };
    forged.challenge.parameters.data = { orderId: second.orderId };
    expect(await place(second, JSON.stringify(forged)), 'with another order id').toMatchObject({
      code: 'PROOF_OF_WORK_REQUIRED',
    });
    shop.clock.advance(10 * 60_000);
    expect(await place(order, proof), 'too late').toMatchObject({
      code: 'PROOF_OF_WORK_REQUIRED',
    });
  });

  test.each(['', 'nonsense', 'null', '{}', '{"challenge":{"parameters":{}},"solution":{}}'])(
    'is not placed with the proof %j',
    async (proof) => {
      const answer = await place(newOrder(await newChallengedSku()), proof);
      expect(answer).toMatchObject({ status: 412, code: 'PROOF_OF_WORK_REQUIRED' });
    },
  );

  test('an order of other products needs none', async () => {
    await newChallengedSku();
    const free = newOrder(await shop.newSku({ onHand: 9 }));
    expect(await place(free)).toMatchObject({ code: 'placed' });
  });
});

test('while limits refuse many networks, every order needs a proof, and some minutes later none', async () => {
  const skuId = await shop.newSku({ onHand: 99 });
  const hoard = async (from: string, orders: number) => {
    for (let index = 0; index < orders; index++) await place(newOrder(skuId), undefined, from);
  };
  await hoard('203.0.113.1', 2 + 2 * REFUSALS_MAX);
  expect((await place(newOrder(skuId), undefined, '198.51.100.2')).code, 'one network').toBe(
    'placed',
  );
  for (let host = 2; host <= REFUSALS_MAX; host++) await hoard(`203.0.113.${host}`, 3);
  expect((await place(newOrder(skuId), undefined, '198.51.100.1')).code).toBe(
    'PROOF_OF_WORK_REQUIRED',
  );
  shop.clock.advance(5 * 60_000);
  expect((await place(newOrder(skuId), undefined, '198.51.100.1')).code).toBe('placed');
});
