import { z } from 'zod';

/** The `nextCursor` of the previous page. */
export const cursorSchema = z.string().max(500).optional();

/** Only rows of the last so many hours, at most a week. */
export const hoursSchema = z
  .int()
  .min(1)
  .max(7 * 24)
  .optional();
