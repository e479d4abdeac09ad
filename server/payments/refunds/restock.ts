import { compareStockRows } from '../../inventory/stock.ts';

/** Units of one SKU at the location they were sold from. */
export interface StockQuantity {
  skuId: string;
  locationId: string;
  quantity: number;
}

export type RestockPlan =
  | { kind: 'planned'; units: StockQuantity[] }
  /** More units than were sold and not restocked yet; nothing is planned. */
  | { kind: 'too_many'; lines: { skuId: string; restockable: number }[] };

/**
 * Decides which units are restocked at which location: at most what was sold from it.
 *
 * @param sold the order's consumed locks
 * @param restocked units of earlier refunds
 * @param wanted units per SKU, or `all` that remain
 */
export function planRestock(
  sold: readonly StockQuantity[],
  restocked: readonly StockQuantity[],
  wanted: readonly { skuId: string; quantity: number }[] | 'all',
): RestockPlan {
  const left = sold.toSorted(compareStockRows).map((units) => ({
    ...units,
    quantity:
      units.quantity -
      totalQuantity(restocked.filter((back) => compareStockRows(back, units) === 0)),
  }));
  if (wanted === 'all') {
    return { kind: 'planned', units: left.filter((units) => units.quantity > 0) };
  }
  const perSku = new Map<string, number>();
  for (const { skuId, quantity } of wanted) {
    perSku.set(skuId, (perSku.get(skuId) ?? 0) + quantity);
  }
  const units: StockQuantity[] = [];
  const tooMany: { skuId: string; restockable: number }[] = [];
  for (const [skuId, quantity] of perSku) {
    const rows = left.filter((row) => row.skuId === skuId);
    if (totalQuantity(rows) < quantity) tooMany.push({ skuId, restockable: totalQuantity(rows) });
    else units.push(...takeQuantity(rows, quantity));
  }
  return tooMany.length > 0 ? { kind: 'too_many', lines: tooMany } : { kind: 'planned', units };
}

function takeQuantity(rows: readonly StockQuantity[], quantity: number): StockQuantity[] {
  let missing = quantity;
  return rows.flatMap((row) => {
    const part = Math.min(row.quantity, missing);
    missing -= part;
    return part > 0 ? [{ ...row, quantity: part }] : [];
  });
}

function totalQuantity(units: readonly StockQuantity[]): number {
  return units.reduce((sum, { quantity }) => sum + quantity, 0);
}
