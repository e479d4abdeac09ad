import { z } from 'zod';

/** Rows of one import; they bound what one transaction writes. */
export const CSV_ROWS_MAX = 2000;

/** Of one file: a request's body takes 256 KiB, and JSON writes some characters longer. */
export const CSV_BYTES_MAX = 200_000;

/** What `admin.products.previewImport` takes. */
export const previewImportInputSchema = z.object({ csv: z.string().min(1).max(CSV_BYTES_MAX) });

/** What `admin.products.import` takes. */
export const importProductsInputSchema = previewImportInputSchema.extend({
  /** Whether what is on hand is set as the file says. */
  setStock: z.boolean().default(false),
});
