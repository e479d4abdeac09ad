import { inTransaction } from '#db/transaction.ts';
import type { Deps } from '../platform/deps.ts';
import { createCsvFormatter } from './product-csv.ts';
import { fetchExportRows, openExportCursor } from './product-list-store.ts';

/** Rows in memory at a time. */
export const EXPORT_ROWS_PER_FETCH = 500;

/**
 * Exports all SKUs on sale, as they are at one moment, as a file that can be imported again.
 *
 * @param options.withStock includes the units on hand; an import takes them as counted stock
 * @param write takes a part of the file; the next rows are read when it resolves
 * @returns the number of rows
 */
export async function exportProducts(
  deps: Deps,
  options: { withStock: boolean },
  write: (part: string) => Promise<void>,
): Promise<number> {
  const { header, format } = createCsvFormatter({ ...options, currency: deps.rules.currency });
  return await inTransaction(
    deps.db,
    async (trx) => {
      await openExportCursor(trx, options);
      await write(header);
      for (let count = 0; ;) {
        const rows = await fetchExportRows(trx, EXPORT_ROWS_PER_FETCH);
        if (rows.length > 0) await write(format(rows));
        count += rows.length;
        if (rows.length < EXPORT_ROWS_PER_FETCH) return count;
      }
    },
    // What is written cannot be taken back.
    { attempts: 1 },
  );
}
