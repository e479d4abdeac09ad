import { z } from 'zod';
import { opaqueText } from './text-schemas.ts';

/** The `nextCursor` of the previous page. */
export const cursorSchema = opaqueText.max(500).optional();

/** Only rows of the last so many hours, at most a week. */
export const hoursSchema = z
  .int()
  .min(1)
  .max(7 * 24)
  .optional();
