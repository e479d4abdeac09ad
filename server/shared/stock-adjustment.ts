import { z } from 'zod';
import { noteSchema } from './text-schemas.ts';

/** Why staff change what is on hand. */
export const adjustmentReasons = [
  'received',
  'counted',
  'damaged',
  'returned',
  'lost',
  'other',
] as const;

/** What `admin.stock.adjust` takes; the same schema serves the router and the form. */
export const adjustStockInputSchema = z.object({
  /** Idempotency key; a new id when absent. */
  adjustmentId: z.uuidv7('The id of an adjustment must be a UUIDv7').toLowerCase().optional(),
  skuId: z.guid(),
  locationId: z.guid(),
  delta: z
    .int('The change must be a whole number')
    .min(-1_000_000, 'At most 1,000,000 units can be taken away at once')
    .max(1_000_000, 'At most 1,000,000 units can be added at once')
    .refine((delta) => delta !== 0, 'The change must not be 0'),
  reason: z.enum(adjustmentReasons),
  note: noteSchema,
});

export type AdjustStockInput = z.output<typeof adjustStockInputSchema>;
