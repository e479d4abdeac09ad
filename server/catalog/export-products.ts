import type { Deps } from '../deps.ts';
import { minorDigits } from '../money.ts';
import { formatProductCsv } from './product-csv.ts';
import { findExportRows } from './product-list-store.ts';

/** Rows of one file; what is beyond is told and not left out silently. */
const ROWS_MAX = 100_000;

/** All that is on sale with its stock, as a file that can be imported again. */
export async function exportProducts(deps: Deps): Promise<{ csv: string; isCut: boolean }> {
  const rows = await findExportRows(deps.db, ROWS_MAX + 1);
  const csv = formatProductCsv(rows.slice(0, ROWS_MAX), minorDigits(deps.rules.currency));
  return { csv, isCut: rows.length > ROWS_MAX };
}
