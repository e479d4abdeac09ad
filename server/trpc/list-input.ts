import { z } from 'zod';

/** Where the page before ended, as that page's answer said. */
export const cursor = z.string().max(500).optional();
