import type { Random } from '../../simulator/random.ts';
import type { OrderLine } from '../../invariants/request-log.ts';

export interface Sku {
  skuId: string;
  locationId: string;
  priceCents: number;
}

/** A few contended SKUs, and others. */
export interface Catalogue {
  hot: Sku[];
  spread: Sku[];
}

const HOT_SKUS = 2;
const SPREAD_SKUS = 12;

/** The SKUs with the fewest units become the hot ones. */
export function createCatalogue(skus: readonly (Sku & { onHand: number })[]): Catalogue {
  const stocked = skus.filter((sku) => sku.onHand > 0).toSorted((a, b) => a.onHand - b.onHand);
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
  cartKind?: CartKind,
): { lines: OrderLine[]; totalCents: number } {
  const skus = new Set<Sku>();
  const kind = cartKind ?? random.weighted({ hot: 6, spread: 2, mixed: 2 });
  if (kind !== 'spread') skus.add(random.pick(catalogue.hot));
  if (kind !== 'hot') skus.add(random.pick(catalogue.spread));
  if (kind === 'mixed') skus.add(random.pick([...catalogue.hot, ...catalogue.spread]));
  const bought = [...skus].map((sku) => ({ sku, quantity: random.int(1, 3) }));
  return {
    lines: bought.map(({ sku, quantity }) => ({ skuId: sku.skuId, quantity })),
    totalCents: bought.reduce((sum, { sku, quantity }) => sum + sku.priceCents * quantity, 0),
  };
}
