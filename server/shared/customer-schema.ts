import { z } from 'zod';
import { emailSchema } from './order-schema.ts';

/**
 * Whose data to export or erase. The audit trail leaves this name out, since its records stay when the
 * data is erased.
 */
export const customerEmailInputSchema = z.object({ customerEmail: emailSchema });

export type CustomerEmailInput = z.output<typeof customerEmailInputSchema>;
