import type { BenchDatabase } from './bench-database.ts';

/** Gives the SKU of the next order. */
export type SkuPicker = () => string;

/** Always the same SKU. */
export function pickHotSku({ hotSku }: BenchDatabase): SkuPicker {
  return () => hotSku;
}

/** A random SKU of a thousand. */
export function pickSpreadSku({ spreadSkus }: BenchDatabase): SkuPicker {
  return () => spreadSkus[Math.floor(Math.random() * spreadSkus.length)]!;
}
