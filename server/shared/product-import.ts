import { z } from 'zod';
import { CSV_BYTES_MAX } from './limits.ts';

/** What `admin.products.previewImport` takes. */
export const previewImportInputSchema = z.object({ csv: z.string().min(1).max(CSV_BYTES_MAX) });

/** What `admin.products.import` takes. */
export const importProductsInputSchema = previewImportInputSchema.extend({
  /** Whether stock is set from the file. */
  setStock: z.boolean().default(false),
});
