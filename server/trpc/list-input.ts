import { z } from 'zod';

/** The `nextCursor` of the previous page. */
export const cursor = z.string().max(500).optional();

/** Only rows of the last so many hours. */
export const hours = z
  .int()
  .min(1)
  .max(7 * 24)
  .optional();
