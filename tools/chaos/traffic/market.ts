import type { Random } from '../../simulator/random.ts';
import type { OrderLine } from '../ledger/ledger.ts';

export interface Ware {
  skuId: string;
  locationId: string;
  priceCents: number;
}

/** What is bought: a few SKUs that everybody wants, and others. */
export interface Market {
  hot: Ware[];
  spread: Ware[];
}

const HOT = 2;
const SPREAD = 12;

/** The SKUs with the fewest units become the hot ones. */
export function makeMarket(wares: readonly (Ware & { onHand: number })[]): Market {
  const stocked = wares.filter((ware) => ware.onHand > 0).toSorted((a, b) => a.onHand - b.onHand);
  return { hot: stocked.slice(0, HOT), spread: stocked.slice(HOT, HOT + SPREAD) };
}

export type Wish = 'hot' | 'spread' | 'mixed';

/** What a shopper puts into a cart: mostly one hot SKU. */
export function fillCart(
  market: Market,
  random: Random,
  wish?: Wish,
): { lines: OrderLine[]; totalCents: number } {
  const wares = new Set<Ware>();
  const kind = wish ?? random.weighted({ hot: 6, spread: 2, mixed: 2 });
  if (kind !== 'spread') wares.add(random.pick(market.hot));
  if (kind !== 'hot') wares.add(random.pick(market.spread));
  if (kind === 'mixed') wares.add(random.pick([...market.hot, ...market.spread]));
  const bought = [...wares].map((ware) => ({ ware, quantity: random.int(1, 3) }));
  return {
    lines: bought.map(({ ware, quantity }) => ({ skuId: ware.skuId, quantity })),
    totalCents: bought.reduce((sum, { ware, quantity }) => sum + ware.priceCents * quantity, 0),
  };
}
