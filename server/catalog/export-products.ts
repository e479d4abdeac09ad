import type { Deps } from '../platform/deps.ts';
import { formatProductCsvs } from './product-csv.ts';
import { findExportRows } from './product-list-store.ts';

/** Row limit of one export; the answer says when it was truncated. */
const ROWS_MAX = 100_000;

/**
 * Exports all SKUs on sale as files that can be imported again.
 *
 * @param options.withStock includes the units on hand; an import takes them as counted stock
 * @returns the files, their rows in total, and whether rows were left out
 */
export async function exportProducts(
  deps: Deps,
  options: { withStock: boolean },
): Promise<{ files: string[]; rows: number; isTruncated: boolean }> {
  const found = await findExportRows(deps.db, { ...options, limit: ROWS_MAX + 1 });
  const rows = found.slice(0, ROWS_MAX);
  const files = formatProductCsvs(rows, { ...options, currency: deps.rules.currency });
  return { files, rows: rows.length, isTruncated: found.length > ROWS_MAX };
}
