import { z } from 'zod';

/** Where the page before ended, as that page's answer said. */
export const cursor = z.string().max(500).optional();

/** How far back a list is asked to look. */
export const hours = z
  .int()
  .min(1)
  .max(7 * 24)
  .optional();
