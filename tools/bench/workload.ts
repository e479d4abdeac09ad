import type { BenchDatabase } from './bench-database.ts';

/** What the next shopper wants: the SKUs of an order, one unit of each. */
export type Workload = () => string[];

/** Everybody wants one SKU; what else an order has is spread over the others. */
export function hotWorkload(database: BenchDatabase, lines = 1): Workload {
  return () => [database.hotSku, ...pickDistinct(database.spreadSkus, lines - 1)];
}

/** Every SKU is wanted alike. */
export function spreadWorkload(database: BenchDatabase, lines = 1): Workload {
  return () => pickDistinct(database.spreadSkus, lines);
}

function pickDistinct(skuIds: readonly string[], count: number): string[] {
  const picked = new Set<string>();
  while (picked.size < count) picked.add(skuIds[Math.floor(Math.random() * skuIds.length)] ?? '');
  return [...picked];
}
