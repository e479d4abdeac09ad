import { zodResolver } from '@hookform/resolvers/zod';
import { placeOrderInputSchema } from '#server/shared/place-order-input.ts';
import type { z } from 'zod';

/** The part of an order that the shopper types: the server's own schema, without the cart. */
export const checkoutFormSchema = placeOrderInputSchema.pick({
  email: true,
  shippingAddress: true,
});

export type CheckoutForm = z.input<typeof checkoutFormSchema>;

export const checkoutResolver = zodResolver(checkoutFormSchema);
