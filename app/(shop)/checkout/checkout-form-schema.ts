import { zodResolver } from '@hookform/resolvers/zod';
import { shippingAddressSchemaOf, type AddressForm } from '#server/shared/address-schema.ts';
import { placeOrderInputSchema } from '#server/shared/order-schema.ts';
import type { z } from 'zod';

/** The typed part of an order: the server's schema without the cart. */
const checkoutFormSchema = placeOrderInputSchema.pick({ email: true, shippingAddress: true });

export type CheckoutForm = z.input<typeof checkoutFormSchema>;

/** @param form of the address's country; without it the server checks what depends on the country */
export const createCheckoutResolver = (form: AddressForm | undefined) =>
  zodResolver(checkoutFormSchema.extend({ shippingAddress: shippingAddressSchemaOf(form) }));
