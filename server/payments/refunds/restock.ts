import { byStockRow } from '../../inventory/stock.ts';

/** Units of one SKU at the location they were sold from. */
export interface Units {
  skuId: string;
  locationId: string;
  quantity: number;
}

export type RestockPlan =
  | { kind: 'planned'; units: Units[] }
  /** More is to come back than was sold and did not come back before; nothing is planned. */
  | { kind: 'too_many'; lines: { skuId: string; restockable: number }[] };

/**
 * Decides what goes back on the shelf, and where: where it was sold from, and never more than that.
 *
 * @param sold the order's consumed locks
 * @param restocked what came back with earlier refunds
 * @param wanted units per SKU, or `all` that is left
 */
export function planRestock(
  sold: readonly Units[],
  restocked: readonly Units[],
  wanted: readonly { skuId: string; quantity: number }[] | 'all',
): RestockPlan {
  const left = sold.toSorted(byStockRow).map((units) => ({
    ...units,
    quantity: units.quantity - sumOf(restocked.filter((back) => byStockRow(back, units) === 0)),
  }));
  if (wanted === 'all') {
    return { kind: 'planned', units: left.filter((units) => units.quantity > 0) };
  }
  const perSku = new Map<string, number>();
  for (const { skuId, quantity } of wanted) {
    perSku.set(skuId, (perSku.get(skuId) ?? 0) + quantity);
  }
  const units: Units[] = [];
  const tooMany: { skuId: string; restockable: number }[] = [];
  for (const [skuId, quantity] of perSku) {
    const rows = left.filter((row) => row.skuId === skuId);
    if (sumOf(rows) < quantity) tooMany.push({ skuId, restockable: sumOf(rows) });
    else units.push(...take(rows, quantity));
  }
  return tooMany.length > 0 ? { kind: 'too_many', lines: tooMany } : { kind: 'planned', units };
}

function take(rows: readonly Units[], quantity: number): Units[] {
  let missing = quantity;
  return rows.flatMap((row) => {
    const part = Math.min(row.quantity, missing);
    missing -= part;
    return part > 0 ? [{ ...row, quantity: part }] : [];
  });
}

function sumOf(units: readonly Units[]): number {
  return units.reduce((sum, { quantity }) => sum + quantity, 0);
}
