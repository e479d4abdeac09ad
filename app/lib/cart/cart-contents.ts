import type { RouterOutputs } from '../api/trpc.ts';
import type { CartLine } from './cart-store.ts';

export type CartSkusResponse = RouterOutputs['catalog']['skus'];
export type CartSku = CartSkusResponse['skus'][number];

/** Why a line cannot be ordered as it is. */
export type LineProblem =
  | 'not-for-sale'
  | 'sold-out'
  | 'reserved-for-you'
  | 'reserved-by-others'
  | 'too-many'
  | 'above-limit';

/** A cart line with current product data. */
export type CartItem = CartLine & {
  /** Undefined when no longer sold. */
  sku: CartSku | undefined;
  problem: LineProblem | undefined;
};

export interface CartContents {
  items: CartItem[];
  totalCents: number;
  currency: string;
  /** Whether every line can be ordered, as far as the page knows. */
  orderable: boolean;
  priceChanged: boolean;
}

/** Joins cart lines with current product data. */
export function buildCartContents(
  lines: readonly CartLine[],
  { skus, currency }: Pick<CartSkusResponse, 'skus' | 'currency'>,
): CartContents {
  const skuById = new Map(skus.map((sku) => [sku.skuId, sku]));
  const items = lines.map((line) => {
    const sku = skuById.get(line.skuId);
    return { ...line, sku, problem: problemOf(line, sku) };
  });
  return {
    items,
    totalCents: items.reduce((sum, item) => sum + item.quantity * priceOf(item), 0),
    currency,
    orderable: items.length > 0 && items.every((item) => item.problem === undefined),
    priceChanged: items.some((item) => priceOf(item) !== item.seenPriceCents),
  };
}

/** Current unit price, or the last one seen if the product is no longer sold. */
export function priceOf(item: Pick<CartItem, 'sku' | 'seenPriceCents'>): number {
  return item.sku?.priceCents ?? item.seenPriceCents;
}

function problemOf(line: CartLine, sku: CartSku | undefined): LineProblem | undefined {
  if (!sku) return 'not-for-sale';
  if (sku.available >= line.quantity) {
    return line.quantity > (sku.purchaseLimit ?? Infinity) ? 'above-limit' : undefined;
  }
  if (sku.available > 0) return 'too-many';
  if (sku.lockedByOwnOrders) return 'reserved-for-you';
  return sku.locked > 0 ? 'reserved-by-others' : 'sold-out';
}
