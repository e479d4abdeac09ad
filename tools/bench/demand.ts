import type { BenchDatabase } from './bench-database.ts';

/** What the next shopper wants: the SKUs of an order, one unit of each. */
export type Demand = () => string[];

/** Everybody wants one SKU; what else an order has is spread over the others. */
export function hot(database: BenchDatabase, lines = 1): Demand {
  return () => [database.hotSku, ...pick(database.spreadSkus, lines - 1)];
}

/** Every SKU is wanted alike. */
export function spread(database: BenchDatabase, lines = 1): Demand {
  return () => pick(database.spreadSkus, lines);
}

function pick(skuIds: readonly string[], count: number): string[] {
  const picked = new Set<string>();
  while (picked.size < count) picked.add(skuIds[Math.floor(Math.random() * skuIds.length)] ?? '');
  return [...picked];
}
