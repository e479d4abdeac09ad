import { Random } from '../../simulator/random.ts';
import { createCatalogue, type Catalogue, type Sku } from './catalogue.ts';
import { callShop, cookiesOf } from './shop-client.ts';
import { Shopper, type Buyer } from './shopper.ts';
import { signIn, StaffMember } from './staff-member.ts';
import { sleep, type TrafficContext } from './traffic-context.ts';

const BUYER_COUNT = 60;
const CONCURRENT_SHOPPERS = 48;
const STAFF_COUNT = 2;
const SETUP_TIMEOUT_MS = 20_000;

export interface TrafficSetup {
  buyers: Buyer[];
  staffCookie: string;
  catalogue: Catalogue;
}

/** Gets cookies for buyers and staff and reads the catalogue, before the faults. */
export async function prepareTraffic(
  shopUrl: string,
  account: { email: string; password: string },
): Promise<TrafficSetup> {
  const staffCookie = await signIn(shopUrl, account);
  const buyers = await Promise.all(
    Array.from({ length: BUYER_COUNT }, async (_, index) => {
      // Refused without an order, and answered with the buyer's cookie.
      const response = await fetch(`${shopUrl}/api/trpc/orders.place`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      await response.arrayBuffer();
      return { cookie: cookiesOf(response), email: `buyer-${index}@example.com` };
    }),
  );
  return { buyers, staffCookie, catalogue: createCatalogue(await readSkus(shopUrl, staffCookie)) };
}

/** So little that the hot SKUs sell out again and again. */
export async function receiveInitialStock(catalogue: Catalogue, staff: StaffMember): Promise<void> {
  for (const sku of catalogue.hot) await staff.receiveStock(sku, 30);
  for (const sku of catalogue.spread) await staff.receiveStock(sku, 200);
}

async function readSkus(url: string, cookie: string): Promise<(Sku & { onHand: number })[]> {
  const found: (Sku & { onHand: number })[] = [];
  let cursor: string | undefined;
  do {
    const stock = await query<{
      rows: { skuId: string; locationId: string; onHand: number }[];
      nextCursor: string | null;
    }>(url, 'admin.stock.list', { cursor }, cookie);
    const skuIds = stock.rows.map((row) => row.skuId);
    const { skus } = await query<{ skus: { skuId: string; priceCents: number }[] }>(
      url,
      'catalog.skus',
      { skuIds },
      cookie,
    );
    const prices = new Map(skus.map((sku) => [sku.skuId, sku.priceCents]));
    for (const { skuId, locationId, onHand } of stock.rows) {
      const priceCents = prices.get(skuId);
      if (priceCents !== undefined) found.push({ skuId, locationId, onHand, priceCents });
    }
    cursor = stock.nextCursor ?? undefined;
  } while (cursor);
  return found;
}

async function query<T>(url: string, procedure: string, input: object, cookie: string): Promise<T> {
  const { outcome } = await callShop<T>({
    url,
    procedure,
    kind: 'query',
    input,
    cookie,
    timeoutMs: SETUP_TIMEOUT_MS,
  });
  if (outcome.kind === 'ok') return outcome.value;
  throw new Error(`${procedure} failed: ${JSON.stringify(outcome)}`);
}

/**
 * Runs shoppers and staff until the traffic ends.
 * @returns all shoppers, for retries and a final read of their orders
 */
export async function driveTraffic(
  context: TrafficContext,
  setup: TrafficSetup,
  seed: number,
): Promise<Shopper[]> {
  const all: Shopper[] = [];
  const shoppers = Array.from({ length: CONCURRENT_SHOPPERS }, async () => {
    while (!context.signal.aborted) {
      const random = new Random(seed, `shopper ${all.length}`);
      const shopper = new Shopper(context, random, random.pick(setup.buyers));
      all.push(shopper);
      await ignoreAbort(context, shopper.run());
      await ignoreAbort(context, sleep(context, random.int(0, 500)));
    }
  });
  const staff = Array.from({ length: STAFF_COUNT }, (_, index) => {
    const staffMember = new StaffMember(
      context,
      new Random(seed, `staff ${index}`),
      setup.staffCookie,
    );
    return ignoreAbort(context, staffMember.run());
  });
  await Promise.all([...shoppers, ...staff]);
  return all;
}

async function ignoreAbort(context: TrafficContext, task: Promise<void>): Promise<void> {
  try {
    await task;
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}
