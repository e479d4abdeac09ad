import { z } from 'zod';
import { LINES_MAX, QUANTITY_MAX } from './limits.ts';
import { opaqueText, singleLineText } from './text-schemas.ts';

const text = (max: number, message: string) => singleLineText.min(1, message).max(max);

export const shippingAddressSchema = z.object({
  name: text(100, 'Enter the name of the person who receives it'),
  line1: text(200, 'Enter street and number'),
  line2: singleLineText.max(200).optional(),
  city: text(100, 'Enter a town or city'),
  postalCode: text(20, 'Enter a postal code'),
  country: z.string().regex(/^[A-Z]{2}$/, 'Choose a country'),
});

export const emailSchema = z
  .string()
  .trim()
  .pipe(z.email('Enter an e-mail address, such as name@example.com').max(254));

/** A UUIDv7, which the buyer's browser makes: sent twice it is the same order. */
export const orderIdSchema = z.uuidv7('The order id must be a UUIDv7').toLowerCase();

export const skuIdSchema = z.guid('A SKU id must be a UUID').toLowerCase();

/**
 * Input of `orders.place`, used by the router and the checkout form. Lines of the same SKU are
 * merged.
 */
export const placeOrderInputSchema = z.object({
  orderId: orderIdSchema,
  lines: z
    .array(
      z.object({
        skuId: skuIdSchema,
        quantity: z
          .int('The quantity must be a whole number')
          .min(1, 'The quantity must be at least 1')
          .max(QUANTITY_MAX, `At most ${QUANTITY_MAX} of one item can be ordered at once`),
      }),
    )
    .min(1, 'The cart is empty')
    .max(LINES_MAX, `At most ${LINES_MAX} different items can be ordered at once`),
  email: emailSchema,
  shippingAddress: shippingAddressSchema,
  /** The solution of a challenge that an earlier answer to this order contained. */
  proofOfWork: opaqueText.max(2000).optional(),
  expectedTotalCents: z.int().min(1, 'The total must be a positive number of minor units'),
});

export type PlaceOrderInput = z.output<typeof placeOrderInputSchema>;
export type ShippingAddress = z.output<typeof shippingAddressSchema>;
