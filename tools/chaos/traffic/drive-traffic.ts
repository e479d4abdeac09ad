import { Random } from '../../simulator/random.ts';
import { makeMarket, type Market, type Ware } from './market.ts';
import { callShop, cookiesOf } from './shop-client.ts';
import { Shopper, type Buyer } from './shopper.ts';
import { signIn, StaffMember } from './staff.ts';
import { linger, type Street } from './street.ts';

const BUYERS = 60;
/** Visits that are under way at once. */
const SHOPPERS_AT_ONCE = 48;
const STAFF = 2;
const SETUP_MS_MAX = 20_000;

/** Who shops, and on whose behalf staff act. */
export interface Town {
  buyers: Buyer[];
  staffCookie: string;
  market: Market;
}

/** Gets every buyer a cookie, signs staff in and reads what there is to buy, while all is quiet. */
export async function openTown(
  shopUrl: string,
  account: { email: string; password: string },
): Promise<Town> {
  const staffCookie = await signIn(shopUrl, account);
  const buyers = await Promise.all(
    Array.from({ length: BUYERS }, async (_, index) => {
      const response = await fetch(`${shopUrl}/api/trpc/accounts.me`);
      await response.arrayBuffer();
      return { cookie: cookiesOf(response), email: `buyer-${index}@example.com` };
    }),
  );
  return { buyers, staffCookie, market: makeMarket(await readWares(shopUrl, staffCookie)) };
}

/** Enough that much is sold, and little enough that the hot ones run out again and again. */
export async function stockUp(market: Market, staff: StaffMember): Promise<void> {
  for (const ware of market.hot) await staff.receive(ware, 30);
  for (const ware of market.spread) await staff.receive(ware, 200);
}

async function readWares(url: string, cookie: string): Promise<(Ware & { onHand: number })[]> {
  const wares: (Ware & { onHand: number })[] = [];
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
      if (priceCents !== undefined) wares.push({ skuId, locationId, onHand, priceCents });
    }
    cursor = stock.nextCursor ?? undefined;
  } while (cursor);
  return wares;
}

async function query<T>(url: string, procedure: string, input: object, cookie: string): Promise<T> {
  const patienceMs = SETUP_MS_MAX;
  const { outcome } = await callShop<T>({
    url,
    procedure,
    kind: 'query',
    input,
    cookie,
    patienceMs,
  });
  if (outcome.is === 'told') return outcome.value;
  throw new Error(`${procedure} is not answered: ${JSON.stringify(outcome)}`);
}

/**
 * Lets shoppers come and staff work until the traffic ends.
 * @returns all who came, so that they can ask again what became of their orders
 */
export async function driveTraffic(street: Street, town: Town, seed: number): Promise<Shopper[]> {
  const came: Shopper[] = [];
  const shoppers = Array.from({ length: SHOPPERS_AT_ONCE }, async () => {
    while (!street.signal.aborted) {
      const random = new Random(seed, `shopper ${came.length}`);
      const shopper = new Shopper(street, random, random.pick(town.buyers));
      came.push(shopper);
      await untilTheEnd(street, shopper.visit());
      await untilTheEnd(street, linger(street, random.int(0, 500)));
    }
  });
  const staff = Array.from({ length: STAFF }, (_, index) => {
    const member = new StaffMember(street, new Random(seed, `staff ${index}`), town.staffCookie);
    return untilTheEnd(street, member.work());
  });
  await Promise.all([...shoppers, ...staff]);
  return came;
}

async function untilTheEnd(street: Street, doing: Promise<void>): Promise<void> {
  try {
    await doing;
  } catch (error) {
    if (!street.signal.aborted) throw error;
  }
}
