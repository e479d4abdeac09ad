import type { Deps } from '../platform/deps.ts';
import { minorUnitDigits } from '../shared/money.ts';
import { formatProductCsvs } from './product-csv.ts';
import { findExportRows } from './product-list-store.ts';

/** Rows of one export; what is beyond is told and not left out silently. */
const ROWS_MAX = 100_000;

/**
 * All that is on sale, as files that can be imported again.
 *
 * @param options.withStock with what is on hand; imported again, it is what somebody counted
 * @returns the files, how many rows they have in all, and whether there would be more
 */
export async function exportProducts(
  deps: Deps,
  options: { withStock: boolean },
): Promise<{ files: string[]; rows: number; isTruncated: boolean }> {
  const found = await findExportRows(deps.db, { ...options, limit: ROWS_MAX + 1 });
  const rows = found.slice(0, ROWS_MAX);
  const currencyDigits = minorUnitDigits(deps.rules.currency);
  const files = formatProductCsvs(rows, { ...options, currencyDigits });
  return { files, rows: rows.length, isTruncated: found.length > ROWS_MAX };
}
