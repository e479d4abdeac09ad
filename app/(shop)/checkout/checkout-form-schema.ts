import { zodResolver } from '@hookform/resolvers/zod';
import { placeOrderInputSchema } from '#server/shared/order-schema.ts';
import type { z } from 'zod';

/** The typed part of an order: the server's schema without the cart. */
export const checkoutFormSchema = placeOrderInputSchema.pick({
  email: true,
  shippingAddress: true,
});

export type CheckoutForm = z.input<typeof checkoutFormSchema>;

export const checkoutResolver = zodResolver(checkoutFormSchema);
