import type { Random } from '../../simulator/random.ts';
import type { OrderLine } from '../ledger/request-log.ts';

export interface Sku {
  skuId: string;
  locationId: string;
  priceCents: number;
}

/** What is bought: a few SKUs that everybody wants, and others. */
export interface Catalogue {
  hot: Sku[];
  spread: Sku[];
}

const HOT_SKUS = 2;
const SPREAD_SKUS = 12;

/** The SKUs with the fewest units become the hot ones. */
export function createCatalogue(wares: readonly (Sku & { onHand: number })[]): Catalogue {
  const stocked = wares.filter((ware) => ware.onHand > 0).toSorted((a, b) => a.onHand - b.onHand);
  return {
    hot: stocked.slice(0, HOT_SKUS),
    spread: stocked.slice(HOT_SKUS, HOT_SKUS + SPREAD_SKUS),
  };
}

export type CartKind = 'hot' | 'spread' | 'mixed';

/** What a shopper puts into a cart: mostly one hot SKU. */
export function fillCart(
  catalogue: Catalogue,
  random: Random,
  wish?: CartKind,
): { lines: OrderLine[]; totalCents: number } {
  const wares = new Set<Sku>();
  const kind = wish ?? random.weighted({ hot: 6, spread: 2, mixed: 2 });
  if (kind !== 'spread') wares.add(random.pick(catalogue.hot));
  if (kind !== 'hot') wares.add(random.pick(catalogue.spread));
  if (kind === 'mixed') wares.add(random.pick([...catalogue.hot, ...catalogue.spread]));
  const bought = [...wares].map((ware) => ({ ware, quantity: random.int(1, 3) }));
  return {
    lines: bought.map(({ ware, quantity }) => ({ skuId: ware.skuId, quantity })),
    totalCents: bought.reduce((sum, { ware, quantity }) => sum + ware.priceCents * quantity, 0),
  };
}
